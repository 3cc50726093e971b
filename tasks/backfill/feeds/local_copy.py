"""Brings a source behind a URL here before it is read: a download that breaks off goes on where it was."""

from pathlib import Path

from schemas.errors import DiskFullError, RetryableError, UsageError
from tasks.backfill.feeds.http_copy import fetch_http
from tasks.backfill.feeds.object_store import content_from, is_object_store, version_of
from tasks.backfill.feeds.partial_copy import PartialCopy
from tasks.extract.source_name import shown_name

_ATTEMPTS = 5
_SCHEMES = ("http://", "https://")


def local_copy(url: str, target: Path) -> str:
    """Have what the URL names in the file `target`; the version that it is of. Nothing is fetched twice.

    Raises `RetryableError` if the network is in the way, `ImportAbortedError` if the source is missing, forbidden, or
    has changed since the first part was fetched.
    """
    name = shown_name(url)
    if not is_object_store(url) and not url.lower().startswith(_SCHEMES):
        message = f"A backfill cannot read {name}."
        raise UsageError(message, "Copy it here first, or give an https://, s3://, gs:// or az:// URL.")
    copy = PartialCopy(name, target.with_suffix(".part"), target.with_suffix(".version"))
    if not target.exists():
        for attempt in range(_ATTEMPTS):
            try:
                _fetch_object(url, copy) if is_object_store(url) else fetch_http(url, name, copy)
                break
            except DiskFullError:
                raise
            except RetryableError:
                if attempt == _ATTEMPTS - 1:
                    raise
        copy.part.replace(target)
    return copy.version


def _fetch_object(url: str, copy: PartialCopy) -> None:
    """Add to the copy what is missing of an object in a store."""
    version, length = version_of(url)
    have = copy.length
    copy.begin(f"{version} of {length} bytes", is_continued=have > 0)
    if have < length:
        copy.add(content_from(url, have, version))
    copy.require_length(length)
