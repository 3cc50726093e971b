"""What is gone: how far back the history of a project can be looked at."""

from datetime import datetime

from tasks.retention.kept import History
from tasks.warehouse.statements import Connection, sql


def pruned_until(con: Connection) -> dict[History, datetime]:
    """By kind: what is older than this (naive UTC) may be gone. A kind of which nothing was pruned is not there."""
    return {History(what): until for what, until in con.execute(sql("retention/pruned_until")).fetchall()}
