"""Everything an import would do, up to the commit, and then nothing of it.

Invariant: the same code as the import's, in one transaction that is always rolled back.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from schemas.effects.effects import EffectsMode, ImportEffects
from schemas.ids import ProjectKey
from schemas.orders.frames import Validated
from schemas.report import Loaded, Reject, SegmentRefresh
from tasks.effects.effects import choose_effects, effects_of
from tasks.effects.trigger_policy import Cause
from tasks.imports import history
from tasks.load.load import write
from tasks.segments import segments
from tasks.segments.memberships import drop_temporary_tables
from tasks.transform.transform import transform
from tasks.warehouse.statements import Connection, sql, transaction


class DryRun(BaseModel):
    """What an import would write, reject and cause: deliveries per distribution and points per rule in `effects`."""

    model_config = ConfigDict(frozen=True)

    loaded: Loaded
    failed: list[Reject] = []
    segments: list[SegmentRefresh] = []
    effects: ImportEffects


class _RollBack(Exception):
    """Ends the transaction of a dry run."""


def dry_run(
    con: Connection,
    validated: Validated,
    key: ProjectKey,
    import_id: str,
    now: datetime,
    mode: EffectsMode = EffectsMode.DEFAULT,
    limit: int | None = None,
) -> DryRun:
    """Import a validated batch and roll back; `import_id` must be a new one. `now` is naive UTC."""
    staged = transform(con, validated, key, import_id, now)
    begun = {"import_id": import_id, "flow_run_id": None, "source": "dry run", "format": None, "now": now}
    would: DryRun | None = None
    try:
        with transaction(con):
            con.execute(sql("imports/insert_import"), begun)
            choose_effects(con, import_id, mode, limit)
            loaded = write(con, staged, import_id, now)
            con.execute(sql("segments/touch_pending"), {"import_id": import_id})
            segments.refresh_touched(con, Cause.HISTORICAL_IMPORT, import_id, now)
            would = DryRun(
                loaded=loaded,
                failed=history.rejects_of(con, import_id),
                segments=segments.refreshed_by(con, import_id),
                effects=effects_of(con, import_id),
            )
            raise _RollBack
    except _RollBack:
        drop_temporary_tables(con)
    return would
