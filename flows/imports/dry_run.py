"""`orders import --dry-run`: the stages of an import in this process, up to the commit, without a flow run."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flows.imports.limit import import_limit
from flows.settings import Settings
from schemas.clock import naive_utc_now
from schemas.effects.effects import EffectsMode
from schemas.ids import ProjectKey, import_id_of
from schemas.orders.source_format import SourceFormat
from tasks.extract.extract import extract
from tasks.extract.source import read_mapping
from tasks.imports.dry_run import DryRun, dry_run
from tasks.validate.validate import validate
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection


async def rehearse(
    source: str,
    key: ProjectKey,
    format: SourceFormat | None = None,
    mapping: str | None = None,
    mode: EffectsMode = EffectsMode.DEFAULT,
    limit: int | None = None,
) -> DryRun:
    """What importing `source` now would write, reject and cause. Raises what the import would raise.

    A project that is not there yet is rehearsed as an empty one. `limit` is that of `--effects-limit`, the cap on
    orders is the one in force.
    """
    cap = await import_limit(key)
    return await asyncio.to_thread(_rehearse, source, key, format, mapping, cap, mode, limit)


def _rehearse(
    source: str,
    key: ProjectKey,
    format: SourceFormat | None,
    mapping: str | None,
    cap: int,
    mode: EffectsMode,
    limit: int | None,
) -> DryRun:
    described = None if mapping is None else read_mapping(mapping)
    validated = validate(extract(source, format=format, mapping=described), cap)
    settings, import_id = Settings(), import_id_of(uuid4())
    now = naive_utc_now()
    with _project(key.database(settings.home), settings.lock_patience) as con:
        return dry_run(con, validated, key, import_id, now, mode, limit)


@contextmanager
def _project(database: Path, patience: float) -> Iterator[Connection]:
    if database.exists():
        with open_warehouse(database, create=False, patience=patience) as con:
            yield con
    else:
        with open_memory() as con:
            migrate(con)
            yield con
