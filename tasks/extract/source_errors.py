"""The words for a source that cannot be read: missing, forbidden, damaged, out of reach.

The operator reads its name as it was given, anybody else the last part of it (`schemas.errors`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TypeVar

from schemas.errors import ImportAbortedError, OrdersError, RetryableError

E = TypeVar("E", bound=OrdersError)


def source_error(kind: type[E], name: str, said: str, hint: str = "", *, operator_hint: str = "", **facts: str) -> E:
    """An error about the source called `name`; `said` holds {name}, and each of `facts` by its own name."""
    message = said.format(name=public_name(name), **facts)
    return kind(message, hint, detail=said.format(name=name, **facts), operator_hint=operator_hint)


def public_name(name: str) -> str:
    """What anybody may know of a source's name: the last part of a path or a URL."""
    return PurePath(name).name or name


@contextmanager
def source_errors(name: str, *, is_remote: bool = False) -> Iterator[None]:
    """Turn what the operating system, the network and the decompressors say about `name` into errors of ours.

    Raises `RetryableError` for trouble on the network, `ImportAbortedError` for all that a second try would meet again.
    """
    try:
        yield
    except FileNotFoundError as error:
        hint = "Check the path, and the folder it is relative to."
        raise source_error(ImportAbortedError, name, "There is no {name}.", hint) from _cause(error, is_remote)
    except PermissionError as error:
        hint = "Check its permissions, and the credentials in the environment."
        raise source_error(ImportAbortedError, name, "{name} may not be read.", hint) from _cause(error, is_remote)
    except OSError as error:
        fault = _network_fault(name, error) if is_remote else _file_fault(name, error)
        raise fault from _cause(error, is_remote)


def _cause(error: OSError, is_remote: bool) -> OSError | None:
    """What is logged with an error of ours: of the network nothing, as it quotes the URL with its secrets."""
    return None if is_remote else error


def _file_fault(name: str, error: OSError) -> ImportAbortedError:
    detail = f"{name} cannot be read: {_first_line(error)}."
    hint = "It may be cut off or damaged: fetch or write it again."
    return ImportAbortedError(f"{public_name(name)} cannot be read.", hint, detail=detail)


def _network_fault(name: str, error: OSError) -> OrdersError:
    if "Range request not supported" in str(error):
        hint = "Download the file and import it from there."
        return source_error(ImportAbortedError, name, "The server of {name} cannot hand out parts of a file.", hint)
    # what the network libraries say quotes the URL with its secrets
    hint = "Check the address and the network, then run the same command again."
    return source_error(RetryableError, name, "{name} cannot be reached ({why}).", hint, why=type(error).__name__)


def _first_line(error: Exception) -> str:
    said = str(error).partition("\n")[0]
    return said.rstrip(".") or type(error).__name__
