"""Which homes have their intake elsewhere: said by the settings (`ORDERS_INTAKE`) before anything is read or written.

A home of which nothing is said, such as the copy that a dry run works on, has its own SQLite file.
"""

from pathlib import Path

_addresses: dict[Path, str] = {}


def keep_intake_at(home: Path, address: str | None) -> None:
    """From now on the intake of this home is in the PostgreSQL at `address`; None: in the home itself."""
    if address is None:
        _addresses.pop(home, None)
    else:
        _addresses[home] = address


def address_of(home: Path) -> str | None:
    """Where the intake of this home is, if not in the home itself. It may hold a password: never show it."""
    return _addresses.get(home)
