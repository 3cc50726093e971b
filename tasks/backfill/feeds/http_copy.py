"""Fetches what is left of a source behind an `http://` or `https://` URL."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from schemas.errors import ImportAbortedError, RetryableError
from tasks.backfill.feeds.partial_copy import PartialCopy
from tasks.extract.source_errors import source_error

_OK, _PARTIAL, _FORBIDDEN, _MISSING, _BEYOND = 200, 206, (401, 403), (404, 410), 416


def fetch_http(url: str, name: str, copy: PartialCopy) -> None:
    """Add to the copy what is missing. Raises what `tasks.backfill.feeds.local_copy.local_copy` raises."""
    have = copy.length
    asked = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {"Accept-Encoding": "identity"}
    with _network_errors(name), httpx.stream("GET", url, headers=asked, follow_redirects=True, timeout=30) as answer:
        whole = _length(answer)
        if answer.status_code == _BEYOND and whole == have:
            return
        _require_success(answer, name)
        copy.begin(_version(answer), is_continued=answer.status_code == _PARTIAL and have > 0)
        copy.add(answer.iter_raw())
        copy.require_length(whole)


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
