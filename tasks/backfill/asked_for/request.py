"""What one backfill is asked to do."""

import json
from dataclasses import asdict, dataclass

from schemas.effects.choices import EffectsMode
from schemas.ids import ProjectKey
from schemas.orders.source_format import SourceFormat
from schemas.presets.facts import NOTHING_SAID, FileFacts
from schemas.reports.reconciliation import NOTHING_EXPECTED, Expectations


@dataclass(frozen=True, slots=True)
class BackfillRequest:
    """One backfill: which orders go into which project, and what that may cause.

    `sources` are files, folders, patterns and URLs; the other options are those of an import, for each of them.
    `effects` has to be said where the project has active rules. `portion` is how many orders are stored at
    once, if not as many as `tasks.backfill.portion_size` says.
    `is_anew` ends an unfinished one of the same sources where it is. `expected` is compared with what is stored.
    `restores_erased` brings customers back who were erased.
    With an `id` it is the backfill of that id, begun before or not, and no other.
    """

    key: ProjectKey
    sources: tuple[str, ...]
    format: SourceFormat | None = None
    mapping: str | None = None
    preset: str | None = None
    facts: FileFacts = NOTHING_SAID
    effects: EffectsMode | None = None
    effects_limit: int | None = None
    portion: int | None = None
    is_anew: bool = False
    expected: Expectations = NOTHING_EXPECTED
    restores_erased: bool = False
    id: str | None = None

    @property
    def command(self) -> str:
        """What makes two requests the same backfill, as JSON."""
        said = {name: getattr(self, name) for name in ("sources", "format", "mapping", "preset")}
        return json.dumps({**said, **asdict(self.facts)}, sort_keys=True)
