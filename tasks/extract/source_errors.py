"""The words for a source that cannot be read: missing, forbidden, damaged, out of reach."""

from collections.abc import Iterator
from contextlib import contextmanager

from schemas.errors import ImportAbortedError, RetryableError


@contextmanager
def source_errors(name: str, *, is_remote: bool = False) -> Iterator[None]:
    """Turn what the operating system, the network and the decompressors say about `name` into errors of ours.

    Raises `RetryableError` for trouble on the network, `ImportAbortedError` for all that a second try would meet again.
    """
    try:
        yield
    except FileNotFoundError as error:
        message = f"There is no {name}."
        raise ImportAbortedError(message, "Check the path, and the folder it is relative to.") from error
    except PermissionError as error:
        message = f"{name} may not be read."
        raise ImportAbortedError(message, "Check its permissions, and the credentials in the environment.") from error
    except OSError as error:
        if not is_remote:
            message = f"{name} cannot be read: {_first_line(error)}."
            raise ImportAbortedError(message, "It may be cut off or damaged: fetch or write it again.") from error
        if "Range request not supported" in str(error):
            message = f"The server of {name} cannot hand out parts of a file."
            raise ImportAbortedError(message, "Download the file and import it from there.") from error
        # What the network libraries say quotes the URL with its secrets.
        message = f"{name} cannot be reached ({type(error).__name__})."
        raise RetryableError(message, "Check the address and the network, then run the same command again.") from error


def _first_line(error: Exception) -> str:
    said = str(error).partition("\n")[0]
    return said.rstrip(".") or type(error).__name__
