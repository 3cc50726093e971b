"""In which fields, and keys of the metadata, one version of a row differs from another."""

from collections.abc import Mapping

import msgspec

from schemas.orders.frames import Kind
from schemas.reports.lineage import FieldChange
from tasks.transform.mentioned import FIELDS

_TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])
Values = Mapping[str, object]
"""A version by its columns."""


def changes(kind: Kind, before: Values, after: Values) -> list[FieldChange]:
    """The fields that differ; those of nothing are all that have a value."""
    found = [
        FieldChange(field=name, before=_text(before.get(name)), after=_text(after.get(name)))
        for name in FIELDS[kind]
        if before.get(name) != after.get(name)
    ]
    was, is_now = _members(before.get("metadata")), _members(after.get("metadata"))
    for key in dict.fromkeys([*was, *is_now]):
        if was.get(key) != is_now.get(key):
            then, now = _json(was.get(key)), _json(is_now.get(key))
            found.append(FieldChange(field=f"metadata.{key}", before=then, after=now))
    if before.get("has_other_items"):
        found.append(FieldChange(field="items"))
    return found


def _members(metadata: object) -> dict[str, msgspec.Raw]:
    return _TOP_LEVEL.decode(metadata) if isinstance(metadata, str) else {}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _json(value: msgspec.Raw | None) -> str | None:
    return None if value is None else bytes(value).decode()
