"""The names of erased customers that a project keeps, as keyed hashes."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from tasks.erased.keyed_hash import read_key
from tasks.warehouse.origin import home_of
from tasks.warehouse.statements import Connection, register, sql


def has_erased(con: Connection) -> bool:
    """Whether anybody was ever erased from this project."""
    return con.execute("SELECT 1 FROM erased_names LIMIT 1").fetchone() is not None


def key_of(con: Connection) -> bytes:
    """The key of the home whose project is open. Raises `ImportAbortedError` if it is gone."""
    return read_key(home_of(con))


def look_up(con: Connection, hashes: Iterable[str]) -> pl.DataFrame:
    """Which of these are names of erased customers: keyed_hash, erasure_id, erased_at, returned_at."""
    register(con, "named", pl.DataFrame({"keyed_hash": pl.Series(list(hashes), dtype=pl.String)}).unique())
    return con.execute(sql("erased/look_up")).pl()


def add_names(con: Connection, erasure_id: str, hashes: Iterable[str], now: datetime) -> None:
    """Remember the names of a customer who is being erased, in the caller's transaction."""
    register(con, "named", pl.DataFrame({"keyed_hash": pl.Series(list(hashes), dtype=pl.String)}).unique())
    con.execute(sql("erased/add_names"), {"erasure_id": erasure_id, "now": now})


def note_return(con: Connection, erasure_ids: pl.Series, now: datetime) -> None:
    """Remember that these customers are back, in the caller's transaction."""
    register(con, "named", erasure_ids.unique().to_frame("erasure_id"))
    con.execute(sql("erased/note_return"), {"now": now})


def forget_names(con: Connection, erasure_ids: pl.Series) -> None:
    """Let imports bring these customers back, in the caller's transaction."""
    register(con, "named", erasure_ids.unique().to_frame("erasure_id"))
    con.execute(sql("erased/forget_names"))
