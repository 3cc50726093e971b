"""What one import is asked to do."""

from dataclasses import dataclass

from schemas.effects.choices import EffectsMode
from schemas.ids import ProjectKey
from schemas.orders.source_format import SourceFormat
from schemas.presets.facts import NOTHING_SAID, FileFacts


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """One import: which orders go into which project, and what that may cause.

    `source` is a path, `-` or a URL; `format` is found from name and content unless given; `mapping` is the path of a
    TOML file for line items, `preset` the name of a shipped one, `facts` are said of the file itself. `flow_run_id` is
    that of the Prefect run, if there is one. `restores_erased` brings customers back who were erased.
    """

    import_id: str
    key: ProjectKey
    source: str
    format: SourceFormat | None = None
    mapping: str | None = None
    preset: str | None = None
    facts: FileFacts = NOTHING_SAID
    effects: EffectsMode = EffectsMode.DEFAULT
    effects_limit: int | None = None
    flow_run_id: str | None = None
    restores_erased: bool = False
