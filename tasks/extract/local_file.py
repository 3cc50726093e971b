"""Orders in a file here: what it is called, whether it can be read more than once, and soon."""

from pathlib import Path
from stat import S_ISREG

from schemas.errors import ImportAbortedError
from tasks.extract.source_errors import source_error, source_errors
from tasks.extract.source_name import is_local, shown_name


def location_of(path: Path, name: str) -> Path | bytes:
    """The path, or what it holds where that can be read only once.

    Raises `ImportAbortedError` if it is missing, forbidden or a folder.
    """
    with source_errors(name):
        if path.is_dir():
            raise source_error(ImportAbortedError, name, "{name} is a folder.", "Name one file in it.")
        # A pipe such as <(zcat orders.gz) can be read only once, and a name that is no UTF-8 by Python only.
        is_plain = path.is_file() or not path.exists()
        if not is_plain or shown_name(str(path)) != str(path):
            return path.read_bytes()
        path.open("rb").close()
        return path


def name_of(path: Path) -> str:
    """What to call a file here; who sent a body over HTTP is not to know where it is kept."""
    return shown_name(path.name if path.parent.suffix == ".inbox" else str(path))


def is_small_file(text: str, most_bytes: int) -> bool:
    """Whether this names a file here that can be read more than once (no pipe, say), and soon."""
    try:
        file = Path(text).expanduser().stat()
    except (OSError, ValueError, RuntimeError):
        return False
    return is_local(text) and S_ISREG(file.st_mode) and file.st_size <= most_bytes
