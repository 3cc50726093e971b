"""Where the process that has a database open answers others: a file beside the database, with a port and a key.

Only the owner of the databases can read it. Its process holds it locked, so that one which a dead process left behind
is recognised.
"""

import json
import os
import socket
from multiprocessing.connection import Connection as Peer
from pathlib import Path
from typing import NamedTuple

from filelock import lock_descriptor

from tasks.warehouse.private_files import FILE_MODE, private_folder

HERE = "127.0.0.1"


class Address(NamedTuple):
    """A port of this machine, and what whoever asks there has to know."""

    port: int
    key: bytes


def address_file(database: Path) -> Path:
    """Where the address of whoever has `database` open is."""
    return database.with_suffix(".reads")


def publish(path: Path, address: Address) -> int:
    """Write an address; it holds until the descriptor that is returned is closed, by the process or its end."""
    private_folder(path.parent)
    part = path.with_suffix(".reads-part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    lock_descriptor(descriptor, blocking=False)
    os.write(descriptor, json.dumps({"port": address.port, "key": address.key.hex()}).encode())
    part.replace(path)
    return descriptor


def look_up(path: Path) -> Address | None:
    """What is in the file, while its process lives; raises `OSError` if there is none, `ValueError` if it is broken."""
    with path.open() as file:
        if lock_descriptor(file.fileno(), blocking=False):
            return None
        content = json.load(file)
        return Address(content["port"], bytes.fromhex(content["key"]))


def send_at_once(peer: Peer) -> None:
    """Let no part of a message wait until the other side has confirmed the one before, which takes it 40 ms."""
    with socket.socket(fileno=os.dup(peer.fileno())) as same:
        same.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
