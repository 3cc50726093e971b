"""The grammar of names and identifiers: what may become a path, and how ids are spelled."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from schemas.errors import UsageError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_ACTION_OR_IMPORT = re.compile(r"(?:imp|aa)_([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class ProjectKey:
    """One tenant/project: the owner of one database and of one line of imports.

    Raises `UsageError` unless both names match `NAME`, so that nothing else may become a path.
    """

    tenant: str
    project: str

    def __post_init__(self) -> None:
        for label, name in (("tenant", self.tenant), ("project", self.project)):
            if not NAME.fullmatch(name):
                message = f"{name!r} is not a {label} name."
                raise UsageError(
                    message, f"Use 1-63 of a-z, 0-9, - and _, starting with a letter or digit ({NAME.pattern})."
                )

    def __str__(self) -> str:
        return f"{self.tenant}/{self.project}"


def import_id_of(run_id: UUID) -> str:
    """The import that belongs to one flow run: the same run, tried again, is the same import."""
    return f"imp_{run_id.hex}"


def new_import_id() -> str:
    """The id of an import that is nobody's run."""
    return import_id_of(uuid4())


def action_id_of(import_id: str) -> str:
    """The async action (contract §1) through which an import is watched."""
    return f"aa_{_hex_of(import_id)}"


def parse_import_id(text: str) -> str:
    """Accept an import id or its async action id; raise `UsageError` for anything else."""
    return f"imp_{_hex_of(text)}"


def run_id_of(import_id: str) -> UUID:
    """The flow run whose import this is."""
    return UUID(_hex_of(import_id))


def _hex_of(text: str) -> str:
    match = _ACTION_OR_IMPORT.fullmatch(text)
    if match is None:
        message = f"{text!r} is not an import id."
        hint = "It looks like imp_ (or aa_) and 32 hex digits."
        raise UsageError(message, hint, operator_hint=f"{hint[:-1]}; `orders imports` lists them.")
    return match[1]
