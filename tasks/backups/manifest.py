"""What is said of a backup, in a file beside its database: enough to find out whether it is whole, and whose it is."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.errors import ImportAbortedError


class Manifest(BaseModel):
    """A backup of `tenant`/`project` as it was at `created_at`.

    `byte_count` and `sha256` are of the database's file, `row_counts` of its largest tables. `erasure_key` is the hash
    of the key by which erased customers are recognised, null where nobody was erased. `waiting_count` imports waited
    in the project's queue: they are not in the backup.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal[1] = 1
    tenant: str
    project: str
    created_at: datetime
    release: str
    byte_count: int
    sha256: str
    row_counts: dict[str, int]
    erasure_key: str | None = None
    waiting_count: int = 0


def read_manifest(text: bytes, name: str) -> Manifest:
    """The manifest of the backup called `name`. Raises `ImportAbortedError` if it is none of ours."""
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        message = (
            f"The manifest of {name} cannot be understood: {'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}."
        )
        hint = "Name the folder that `orders backup` printed; a newer release may have written it."
        raise ImportAbortedError(message, operator_hint=hint) from error
