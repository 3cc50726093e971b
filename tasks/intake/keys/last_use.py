"""When keys were used last, written for many requests at once.

Not durably: what is lost with the machine is the last minute of it, and no request has waited for a disk.
"""

from collections.abc import Mapping
from pathlib import Path

from tasks.intake.database import open_intake


def write_last_uses(home: Path, times: Mapping[str, str]) -> None:
    """Note these times (ISO 8601 in UTC) by app id; an earlier one than what is there changes nothing."""
    update = """UPDATE api_keys SET last_used_at = ? WHERE app_id = ? AND coalesce(last_used_at, '') < ?"""
    # in one order, so that processes which do the same do not wait for each other's rows in a circle
    with open_intake(home, is_durable=False) as con:
        con.executemany(update, [(at, app_id, at) for app_id, at in sorted(times.items())])
