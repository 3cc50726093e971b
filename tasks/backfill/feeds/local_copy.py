"""Brings a source behind a URL here before it is read: a download that breaks off goes on where it was.

Invariant: the parts of a copy are of one version of the source, by the ETag or time that its server names.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from schemas.errors import ImportAbortedError, RetryableError, UsageError
from tasks.backfill.feeds.stamp import changed
from tasks.extract.source_errors import source_error
from tasks.extract.source_name import shown_name

_ATTEMPTS = 5
_SCHEMES = ("http://", "https://")
_OK, _PARTIAL, _FORBIDDEN, _MISSING, _BEYOND = 200, 206, (401, 403), (404, 410), 416


def local_copy(url: str, target: Path) -> str:
    """Have what the URL names in the file `target`; the version that it is of. Nothing is fetched twice.

    Raises `RetryableError` if the network is in the way, `ImportAbortedError` if the source is missing, forbidden, or
    has changed since the first part was fetched.
    """
    name = shown_name(url)
    if not url.lower().startswith(_SCHEMES):
        message = f"A backfill cannot read {name}."
        raise UsageError(message, "Copy it here first, or give the https:// URL that the store makes for it.")
    about = target.with_suffix(".version")
    if not target.exists():
        part = target.with_suffix(".part")
        for attempt in range(_ATTEMPTS):
            try:
                _fetch(url, name, part, about)
                break
            except RetryableError:
                if attempt == _ATTEMPTS - 1:
                    raise
        part.replace(target)
    return str(json.loads(about.read_text()))


def _fetch(url: str, name: str, part: Path, about: Path) -> None:
    """Add to `part` what is missing."""
    have = part.stat().st_size if part.exists() and about.exists() else 0
    asked = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {"Accept-Encoding": "identity"}
    with _network_errors(name), httpx.stream("GET", url, headers=asked, follow_redirects=True, timeout=30) as answer:
        if answer.status_code == _BEYOND and _length(answer) == have:
            return
        _require_success(answer, name)
        version = _version(answer)
        if have and json.loads(about.read_text()) != version:
            raise changed(name)
        about.write_text(json.dumps(version))
        with part.open("ab" if answer.status_code == _PARTIAL and have else "wb") as file:
            for block in answer.iter_raw():
                file.write(block)
        whole = _length(answer)
        if whole is not None and part.stat().st_size != whole:
            message = f"{name} broke off."
            raise RetryableError(message, "Run the same command again.")


def _version(answer: httpx.Response) -> str:
    named = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "no version"
    return f"{named} of {_length(answer)} bytes"


def _length(answer: httpx.Response) -> int | None:
    """The length of the whole."""
    total = answer.headers.get("Content-Range", "").rpartition("/")[2]
    length = total if total.isdigit() else answer.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _require_success(answer: httpx.Response, name: str) -> None:
    if answer.status_code in (_OK, _PARTIAL):
        return
    if answer.status_code in _MISSING:
        raise source_error(ImportAbortedError, name, "There is no {name}.", "Check the address.")
    if answer.status_code in _FORBIDDEN:
        raise source_error(ImportAbortedError, name, "{name} may not be read.", "Check the credentials.")
    said = "The server of {name} answers with {status}."
    raise source_error(RetryableError, name, said, "Try again later.", status=str(answer.status_code))


@contextmanager
def _network_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # what it says quotes the URL with its secrets
        said, hint = "{name} cannot be reached ({why}).", "Check the address and the network, then run it again."
        raise source_error(RetryableError, name, said, hint, why=type(error).__name__) from None
