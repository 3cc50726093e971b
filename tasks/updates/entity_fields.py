"""The members of one entity's JSON object, read no further than their keys: the import's rules judge the values."""

import msgspec

from schemas.errors import UsageError
from schemas.orders.frames import Kind
from schemas.orders.reject_codes import RejectCode
from tasks.updates.one_order import RejectedOrderError
from tasks.validate.close_look import written_fault

EntityFields = dict[str, msgspec.Raw]
"""Each member's value as JSON text."""


def read_fields(body: bytes, noun: str) -> EntityFields:
    """The members of one `noun`'s object, read as an import reads it.

    Raises `UsageError` if it is no such object, or an import would hand it back for the way it is written.
    """
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise _not_one(noun, str(error)) from None
    fault = written_fault(body, noun.lower())
    if fault is None:
        return msgspec.json.decode(body, type=EntityFields)
    if fault.code in (RejectCode.INVALID_JSON, RejectCode.WRONG_TYPE):
        raise _not_one(noun, fault.reason)
    message = f"The {noun} was not stored: {fault.path} {fault.reason}."
    kind = RejectedOrderError if noun == Kind.ORDER.noun else UsageError
    raise kind(message, "Correct it and send it again.")


def _not_one(noun: str, said: str) -> UsageError:
    return UsageError(f"The body is not one {noun} as a JSON object: {said}.")


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
