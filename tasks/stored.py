"""What the database holds of the things a batch names, as frames in the shape of their tables."""

import polars as pl

from tasks.identity import Kind
from tasks.warehouse import Connection


def stored_rows(con: Connection, kind: Kind, ids: pl.Series) -> pl.DataFrame:
    """The rows of the kind's table with these ids."""
    con.register("wanted_ids", ids.drop_nulls().unique().to_frame("id"))
    # the table's name is one of ours, from Kind
    return con.execute(
        f"SELECT * FROM {kind.table} WHERE id IN (SELECT id FROM wanted_ids)"  # noqa: S608
    ).pl()
