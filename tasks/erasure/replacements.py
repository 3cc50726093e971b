"""New texts for rows of a table, by the place of each row."""

import polars as pl

from tasks.warehouse.statements import Connection, register, sql


def replace_texts(con: Connection, table: str, texts: pl.DataFrame) -> None:
    """Store `texts`, `place` (rowid) beside columns of `table`, in the caller's transaction; the names are ours."""
    if texts.is_empty():
        return
    register(con, "replaced", texts)
    con.execute(sql("erasure/store_replaced"))
    assignments = ", ".join(f"{name} = replacements.{name}" for name in texts.columns if name != "place")
    con.execute(sql("erasure/replace_texts").format(table=table, assignments=assignments))
    con.execute("DROP TABLE temp.replacements")
