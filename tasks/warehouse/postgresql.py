"""How a PostgreSQL is reached that several machines share: one that is cut off is found out in seconds."""

from collections.abc import Mapping
from typing import Any

from psycopg.conninfo import make_conninfo

_SOON_GONE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "application_name": "orders",
}


def connection_of(said: Mapping[str, Any]) -> str:
    """The whole connection of an address, given what it says by itself."""
    return make_conninfo("", **{**_SOON_GONE, **said})
