"""Copies on disk: of what a backfill has still to read, orders of the person become nobody's; other copies go."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.erasure.about import About
from tasks.warehouse.statements import Connection


def delete_copies(folder: Path) -> None:
    """Delete what exports have left; whoever is at one asks for it again."""
    for each in folder.glob("*"):
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)


def erase_from_spools(con: Connection, folder: Path, about: About) -> list[str]:
    """Delete what backfills that have ended left, and rewrite the spools of the others; what cannot be rewritten."""
    unfinished = {name for (name,) in con.execute("SELECT id FROM backfills WHERE NOT is_ended").fetchall()}
    left = []
    for each in sorted(folder.glob("*")):
        if each.name not in unfinished:
            shutil.rmtree(each, ignore_errors=True)
            continue
        for spool in sorted(each.glob("*.parquet")):
            _erase(spool, about)
        if any(each.glob("*.copy")) or any(each.glob("*.part")):
            left.append(f"The backfill {each.name} keeps a copy of what it reads until it ends.")
    return left


def _erase(path: Path, about: About) -> None:
    """The rows stay where they are, as a backfill goes on by their number."""
    fresh = path.with_suffix(".erasing")
    is_changed = False
    with pq.ParquetFile(path) as spool, pq.ParquetWriter(fresh, spool.schema_arrow, compression="zstd") as writer:
        for group in range(spool.num_row_groups):
            table = spool.read_row_group(group)
            raw = [None if text is None else about.without_person(text) or text for text in table["raw"].to_pylist()]
            texts = pa.array(raw, table.schema.field("raw").type)
            is_changed = is_changed or not texts.equals(table["raw"].combine_chunks())
            column = table.schema.get_field_index("raw")
            writer.write_table(table.set_column(column, table.schema.field(column), texts))
    if is_changed:
        fresh.replace(path)
    else:
        fresh.unlink()
