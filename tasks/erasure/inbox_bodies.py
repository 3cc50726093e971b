"""Bodies that were received and are still there: orders of the person become nobody's before they are imported.

Requests to erase somebody are not among them: see `tasks.erasure.asked`.
"""

from pathlib import Path

import msgspec

from tasks.erasure.about import About
from tasks.erasure.asked import SUFFIX
from tasks.erasure.csv_bodies import without_records
from tasks.warehouse.whole_files import replace_file

_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_SHARED = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NAMES = msgspec.json.Decoder(list[str])
_UNREADABLE = b'"(erased)"'
"""In place of a body that is no array; its import fails."""


def erase_from_inbox(folder: Path, about: About) -> list[str]:
    """Rewrite the bodies in which the person is; their paths."""
    bodies = (path for path in sorted(folder.glob("*")) if path.suffix not in (".part", SUFFIX))
    return [str(path) for path in bodies if _erase(path, about)]


def _erase(path: Path, about: About) -> bool:
    try:
        body = path.read_bytes()
    except FileNotFoundError:  # its import is done
        return False
    changed = without_records(body, about.person) if path.suffix == ".csv" else _without_person(body, about)
    if changed is None or not path.exists():
        return changed is not None
    replace_file(path, [changed])
    return True


def _without_person(body: bytes, about: About) -> bytes | None:
    """What is left of a body; none if the person is not in it."""
    try:
        orders = [bytes(order) for order in _ARRAY.decode(body)]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _other(body, about)
    changed = [about.without_person(order.decode(errors="replace")) for order in orders]
    if all(text is None for text in changed):
        return None
    pieces = [order if text is None else text.encode() for order, text in zip(orders, changed, strict=True)]
    return b"[" + b",".join(pieces) + b"]"


def _other(body: bytes, about: About) -> bytes | None:
    """Of a body that is no array: the same metadata for many has a list of whom, which loses the person."""
    text = body.decode(errors="replace")
    if not about.person.tells_of_person(text):
        return None
    try:
        shared = _SHARED.decode(body)
        named = [name for name in _NAMES.decode(shared["source_ids"]) if not about.person.names_person(f'"{name}"')]
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError):
        return _UNREADABLE
    left = msgspec.json.encode({**shared, "source_ids": named})
    return _UNREADABLE if about.person.tells_of_person(left.decode()) else left
