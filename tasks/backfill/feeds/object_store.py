"""Object stores (`s3://`, `gs://`, `az://`): what lies under a prefix, and the content of one object.

Credentials, region and endpoint are those of the environment, as where an import reads from there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

from schemas.errors import ImportAbortedError, RetryableError, UsageError
from tasks.extract.source_errors import source_error
from tasks.extract.source_name import shown_name

if TYPE_CHECKING:
    from obstore import GetOptions
    from obstore.store import AzureStore, GCSStore, S3Store

    Store: TypeAlias = S3Store | GCSStore | AzureStore

SCHEMES = ("s3", "gs", "az")
# how it is said that a whole bucket is missing, which has no exception of its own
_NO_BUCKET = "404 Not Found"
_PART = 8 * 1024 * 1024


def is_object_store(url: str) -> bool:
    """Whether the URL names something in an object store."""
    return url.partition("://")[0].lower() in SCHEMES


def keys_under(url: str) -> list[str]:
    """The keys of all objects with content whose keys begin with that of the URL, which ends with `/` or is empty.

    Raises `RetryableError` if the store cannot be reached, `ImportAbortedError` if it may not be listed.
    """
    import obstore  # takes its time, which other sources need not spend

    prefix = key_of(url)
    with _store_errors(url):
        found = [each for page in obstore.list(_store(url), prefix or None, chunk_size=1000) for each in page]
    return [each["path"] for each in found if each["path"].startswith(prefix) and each["size"]]


def key_of(url: str) -> str:
    """The key of an object, or the beginning of several keys."""
    return unquote(urlsplit(url).path).removeprefix("/")


def version_of(url: str) -> tuple[str, int]:
    """Which version of an object there is, by its ETag or time, and how many bytes it has."""
    import obstore

    with _store_errors(url):
        found = obstore.head(_store(url), key_of(url))
    return found["e_tag"] or str(found["last_modified"]), found["size"]


def content_from(url: str, start: int, version: str) -> Iterator[memoryview]:
    """The bytes of an object from `start` on. Raises what `keys_under` raises, and `ImportAbortedError` if the object
    is another version by now.
    """
    import obstore

    options: GetOptions = {"range": {"offset": start}}
    if version.startswith('"'):
        options["if_match"] = version
    with _store_errors(url):
        for part in obstore.get(_store(url), key_of(url), options=options).stream(min_chunk_size=_PART):
            yield memoryview(part)


def put_file(path: Path, url: str) -> None:
    """Send a file to be the object at the URL, in parts if it is large. Raises what `keys_under` raises."""
    import obstore

    with _store_errors(url, "written"):
        obstore.put(_store(url), key_of(url), path)


def _store(url: str) -> "Store":
    from obstore.store import AzureStore, GCSStore, S3Store

    parts = urlsplit(url)
    if not parts.netloc:
        message = f"{shown_name(url)} names no bucket."
        raise UsageError(message, "Name one, such as s3://bucket/exports/.")
    match parts.scheme.lower():
        case "s3":
            return S3Store(parts.netloc)
        case "gs":
            return GCSStore(parts.netloc)
    return AzureStore(container_name=parts.netloc)


def _missing(name: str) -> ImportAbortedError:
    return source_error(ImportAbortedError, name, "There is no {name}.", "Check the address.")


@contextmanager
def _store_errors(url: str, done_to: str = "read") -> Iterator[None]:
    """Turn what the store says into errors of ours; what it says may quote secrets."""
    from obstore.exceptions import BaseError, PermissionDeniedError, PreconditionError, UnauthenticatedError

    name = shown_name(url)
    try:
        yield
    except FileNotFoundError:
        raise _missing(name) from None
    except (PermissionDeniedError, UnauthenticatedError):
        hint = "Check the credentials in the environment."
        raise source_error(ImportAbortedError, name, f"{{name}} may not be {done_to}.", hint) from None
    except PreconditionError:
        said, hint = "{name} has changed while it was read.", "Leave it as it is, and run the same command again."
        raise source_error(RetryableError, name, said, hint) from None
    except (BaseError, OSError) as error:
        if _NO_BUCKET in str(error):
            raise _missing(name) from None
        said = "{name} cannot be reached ({why})."
        hint = "Check the address, the network and the credentials in the environment, then run it again."
        raise source_error(RetryableError, name, said, hint, why=type(error).__name__) from None
