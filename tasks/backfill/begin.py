"""Begins a backfill, or finds the one that the same request has begun before."""

import zlib
from collections.abc import Mapping as Pairs
from pathlib import Path

from schemas.clock import naive_utc_now
from schemas.effects.choices import EffectsMode
from schemas.errors import ImportAbortedError, UsageError
from schemas.ids import action_id_of, new_import_id
from schemas.mapping.mapping import Mapping
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.feeds.feed import look
from tasks.backfill.feeds.stamp import changed
from tasks.backfill.leave import leave
from tasks.backfill.progress import NOTHING_LOADED, Progress, SourceProgress, find_by_id, find_unfinished, insert
from tasks.backfill.sources import listed
from tasks.extract.mapping_file import chosen_mapping
from tasks.extract.source import open_source
from tasks.extract.source_name import is_local, shown_name
from tasks.imports import history
from tasks.warehouse.statements import Connection, sql, transaction


def begin(con: Connection, request: BackfillRequest, folder: Path, variables: Pairs[str, str]) -> Progress:
    """How far the backfill is: nowhere, or where an earlier attempt has left it; `folder` is that of all backfills.

    Raises `UsageError` if it has to be said what it may cause; `ImportAbortedError` if its sources or its mapping are
    others than when it began.
    """
    names, mapping = listed(request.sources, variables), chosen_mapping(request.mapping, request.preset)
    mapping_checksum = _checksum_of(request.mapping)
    own = None if request.id is None else find_by_id(con, request.id)
    found = own or find_unfinished(con, request.command)
    if found is not None and (own or not request.is_anew):
        _require_its_own(request, found)
        _require_the_same(request, found, names, mapping_checksum)
        _require_same_effects(con, request, found.id)
        return found
    require_choice(con, request)
    sources = tuple(SourceProgress(index, name) for index, name in enumerate(names))
    progress = Progress(request.id or new_import_id(), naive_utc_now(), mapping_checksum, NOTHING_LOADED, sources)
    _require_readable(request, mapping, names)
    if found is not None:
        leave(con, request.key, found, described([each.name for each in found.sources]), folder / found.id)
    with transaction(con):
        insert(con, progress, request.command)
        history.note_begin(
            con,
            progress.id,
            None,
            described(names),
            request.format,
            progress.started_at,
            effects=request.effects or EffectsMode.DEFAULT,
            effects_limit=request.effects_limit,
        )
    return progress


def described(names: list[str]) -> str:
    """What to call the sources of a backfill in a list."""
    first = shown_name(names[0])
    return first if len(names) == 1 else f"{first} and {len(names) - 1} more"


def _require_its_own(request: BackfillRequest, found: Progress) -> None:
    if request.id not in (None, found.id):
        message = f"The backfill {action_id_of(found.id)} of the same sources has not come to its end."
        shell = f"`orders retry {action_id_of(found.id)}` goes on with it; --anew begins another one."
        raise UsageError(message, "Try that one again, or begin anew.", operator_hint=shell)


def _checksum_of(mapping_file: str | None) -> int:
    return 0 if mapping_file is None else zlib.crc32(Path(mapping_file).read_bytes())


def _require_the_same(request: BackfillRequest, found: Progress, names: list[str], mapping_checksum: int) -> None:
    if [each.name for each in found.sources] != names:
        message = f"There are {len(names)} sources now, and other ones than the {len(found.sources)} when it began."
        shell = "Put them back as they were to go on, or begin anew with --anew: what is stored stays."
        raise ImportAbortedError(message, "Put them back as they were.", operator_hint=shell)
    if found.mapping_checksum != mapping_checksum:
        raise changed(request.mapping or "")


def _require_same_effects(con: Connection, request: BackfillRequest, backfill_id: str) -> None:
    [(chosen,)] = con.execute("SELECT effects FROM imports WHERE id = ?", [backfill_id]).fetchall()
    if request.effects is not None and request.effects.value != chosen:
        message = f"What this backfill may cause was chosen when it began: {chosen}."
        raise UsageError(message, operator_hint=f"Go on with --effects {chosen}.")


def _require_readable(request: BackfillRequest, mapping: Mapping | None, names: list[str]) -> None:
    """Raise what is wrong with a file before anything of the others is stored, as far as its beginning shows."""
    for name in filter(is_local, names):
        look(open_source(name), request, mapping)


def require_choice(con: Connection, request: BackfillRequest) -> None:
    """Raise `UsageError` if the project has active rules and nobody says what a backfill may set off."""
    [(count,)] = con.execute(sql("backfill/count_active_rules")).fetchall()
    if count and request.effects is None:
        rules = "1 active rule" if count == 1 else f"{count} active rules"
        message = f"{request.key} has {rules}, which a backfill may set off for many customers."
        hint = "Say what it may cause: default, hold or none."
        raise UsageError(message, hint, operator_hint="Say what it may cause: --effects default, hold or none.")
