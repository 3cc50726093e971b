"""Bodies that were received and are still there: orders of the person become nobody's before they are imported."""

from pathlib import Path

import msgspec

from tasks.erasure.about import About
from tasks.warehouse.whole_files import replace_file

_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_UNREADABLE = b'"(erased)"'
"""In place of a body that is no array of orders; its import fails, as it would have."""


def erase_from_inbox(folder: Path, about: About) -> list[str]:
    """Rewrite the bodies in which the person is; their paths."""
    return [str(path) for path in sorted(folder.glob("*.json")) if _erase(path, about)]


def _erase(path: Path, about: About) -> bool:
    try:
        body = path.read_bytes()
    except FileNotFoundError:  # its import is done
        return False
    try:
        orders = [bytes(order) for order in _ARRAY.decode(body)]
    except (msgspec.DecodeError, UnicodeDecodeError):
        if not about.person.tells_of_person(body.decode(errors="replace")):
            return False
        replace_file(path, [_UNREADABLE])
        return True
    changed = [about.without_person(order.decode(errors="replace")) for order in orders]
    if all(text is None for text in changed):
        return False
    pieces = [order if text is None else text.encode() for order, text in zip(orders, changed, strict=True)]
    if path.exists():
        replace_file(path, [b"[", b",".join(pieces), b"]"])
    return True
