"""The names of a person as keyed hashes: whoever has the database but not the key cannot find out whose they are.

The key is in `$ORDERS_HOME/erasure.key`, which only the owner of the home can read, or, where several machines share
files, in `$ORDERS_FILES/erasure.key`. Without it, nobody who was erased
is recognised any more; a backup of a home needs it.
"""

import hmac
import os
import re
import secrets
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from schemas.errors import ImportAbortedError
from tasks.warehouse.location import shared_folder
from tasks.warehouse.private_files import FILE_MODE

KEY_FILE = "erasure.key"
_BYTES = 32
_NO_DIGITS = re.compile(r"[^0-9]")
_PHONE = re.compile(r"[+0-9][0-9 ()./-]{5,30}")


class NameKind(StrEnum):
    """What a text is as a name of a person: one of ours or the merchant's ids, an e-mail address, a phone number."""

    ID = "id"
    EMAIL = "email"
    PHONE = "phone"


def make_key(home: Path) -> bytes:
    """The home's key, made if there is none yet."""
    path = _path(home)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(descriptor)
        try:
            os.link(part, path)  # unlike a rename, it never replaces the key of somebody who was faster
        except FileExistsError:
            pass
        finally:
            part.unlink(missing_ok=True)
    return read_key(home)


def read_key(home: Path) -> bytes:
    """The home's key. Raises `ImportAbortedError` if it is gone: then nobody who was erased would be recognised."""
    path = _path(home)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        message = "The key by which erased customers are recognised is missing."
        hint = f"Put {path} back from a backup of this home."
        raise ImportAbortedError(message, operator_hint=hint) from error


def copy_key(home: Path, other_home: Path) -> None:
    """Have the home's key in another home too, if there is one."""
    if has_key(home):
        copy = _path(other_home)
        copy.touch(FILE_MODE)
        copy.write_bytes(_path(home).read_bytes())


def keyed_hash(key: bytes, kind: NameKind, text: str) -> str:
    """The hash of one name, however it is spelled."""
    if kind is NameKind.EMAIL:
        text = text.strip().casefold()
    elif kind is NameKind.PHONE:
        text = _NO_DIGITS.sub("", text)
    return hmac.digest(key, f"{kind}\x1f{text}".encode(), "sha256").hex()


def possible_hashes(key: bytes, text: str) -> Iterator[str]:
    """The hashes of whatever a text could be as a name."""
    yield keyed_hash(key, NameKind.ID, text)
    if "@" in text:
        yield keyed_hash(key, NameKind.EMAIL, text)
    if _PHONE.fullmatch(text.strip()):
        yield keyed_hash(key, NameKind.PHONE, text)


def has_key(home: Path) -> bool:
    """Whether the home has a key, as it has once somebody was erased."""
    return _path(home).exists()


def _path(home: Path) -> Path:
    own = home / KEY_FILE
    # machines that share projects have to recognise the same people
    return own if own.exists() else shared_folder(home) / KEY_FILE
