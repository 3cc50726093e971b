"""The members of one entity's JSON object, read no further than their keys: the import's rules judge the values."""

import msgspec

from schemas.errors import UsageError

EntityFields = dict[str, msgspec.Raw]
"""Each member's value as JSON text."""


def text_in(fields: EntityFields, name: str) -> str | None:
    """A member that has to be a text, if it is there; raises `UsageError` if it is something else."""
    value = fields.get(name)
    try:
        return None if value is None else msgspec.json.decode(value, type=str | None)
    except msgspec.MsgspecError:
        message = f"$.{name} is not a text."
        raise UsageError(message) from None


def with_id(fields: EntityFields, entity_id: str, noun: str) -> EntityFields:
    """The fields of the entity with this id; raises `UsageError` if they name another one."""
    given = text_in(fields, "id")
    if given not in (None, entity_id):
        message = f"$.id is {given!r}, but the {noun} that is meant is {entity_id}."
        raise UsageError(message)
    return {**fields, "id": msgspec.Raw(msgspec.json.encode(entity_id))}
