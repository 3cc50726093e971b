"""What is to be exported, checked: objects, fields, filters, order and format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.errors import UsageError
from schemas.exports.objects import OBJECTS, ExportedObject, ExportFormat
from schemas.segments.fields import METADATA_PREFIX
from schemas.segments.filter import parse_filter, require_moderate
from schemas.segments.values import shown

METADATA = "metadata"


class ExportFieldsError(UsageError):
    """An export names a field that its object does not have."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """An export as it may be done; make it by `export_request`.

    `fields` None is our own form, which an import takes back. `order` "" is the order in which things came. With
    `expands_metadata`, metadata is a column for each of its keys, else one of JSON.
    """

    what: ExportedObject
    format: ExportFormat
    fields: tuple[str, ...] | None
    filters: Mapping[str, object] | None = None
    order: str = ""
    expands_metadata: bool = False


def export_request(
    what: ExportedObject,
    format: ExportFormat,
    fields: Sequence[str] | None = None,
    filters: object = None,
    order: str | None = None,
    *,
    expands_metadata: bool = False,
) -> ExportRequest:
    """The request, if all it names is there.

    Raises `ExportFieldsError` for a field that is not, `UsageError` for an ordering or a filter that is none.
    """
    exported = OBJECTS[what]
    for field in fields or ():
        if field not in exported.all_fields and not field.startswith(METADATA_PREFIX):
            message = f"{field!r} is no field of an exported {what}."
            raise ExportFieldsError(message, f"Allowed fields: {', '.join(exported.fields)}, metadata.<property>.")
    orderings = [f"{sign}{name}" for name in exported.orderings for sign in ("", "-")]
    if order and order not in orderings:
        message = f"order: {order!r} is no order of an exported {what}."
        raise UsageError(message, f"Choose from: {', '.join(orderings)}.")
    conditions = _conditions(filters)
    if conditions is not None:
        require_moderate(parse_filter(conditions, exported.filters))
    chosen = None if fields is None else tuple(dict.fromkeys(fields))
    return ExportRequest(what, format, chosen, conditions, order or "", expands_metadata)


def _conditions(filters: object) -> Mapping[str, object] | None:
    """The filter, or none where it names no field."""
    if filters is None:
        return None
    if not isinstance(filters, Mapping):
        message = f"filters: {shown(filters)} is not an object."
        raise UsageError(message, 'Write {"<field>": {"conditions": {"<operator>": value}}}.')
    return filters if any(name != "junction" for name in filters) else None
