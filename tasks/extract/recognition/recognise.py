"""Which preset a source is read by: the one whose names it has, or the one that is asked for."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.mapping.preset import Recognise
from schemas.orders.frames import Kind
from schemas.orders.source_format import SourceFormat
from schemas.presets.catalogue import OWN_FORM, Signature, preset, signatures
from tasks.extract.recognition.looks import Look, looks_of
from tasks.extract.recognition.refusals import ambiguous, instead, unlike
from tasks.extract.source import Source

if TYPE_CHECKING:
    from schemas.mapping.mapping import Mapping

_OUR_ID = re.compile(rf"{Kind.ORDER.prefix}_?[0-9a-f]{{24}}")
_TABLES = (SourceFormat.CSV, SourceFormat.EXCEL)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A preset, and its mapping as this source is written: with its separator, and its orders where they are."""

    name: str
    mapping: "Mapping"


def recognise(
    source: Source, format: SourceFormat, name: str | None = None, encoding: str | None = None
) -> Recognised | None:
    """The preset called `name`, or the one that fits; none for JSON and Parquet that fit none, which may be our own.

    None as well for orders with ids of ours, and where `name` is `OWN_FORM`.

    Raises `UsageError` if several fit, if no preset fits a table, or if the file is one that cannot be imported.
    """
    candidates, looks = _looked_at(source, format, encoding)
    if name == OWN_FORM or (name is None and any(_is_ours(look) for look in looks)):
        if format in _TABLES:
            raise unlike(source, format, candidates, looks)
        return None
    if name is not None:
        mapping = _importable(source, preset(name))
        return Recognised(name, as_written(mapping, _closest(mapping, looks)))
    fitting = [each for each, signature in candidates.items() if _fits(signature.recognise, looks)]
    if len(fitting) > 1:
        raise ambiguous(source, fitting)
    if not fitting:
        if format in _TABLES:
            raise unlike(source, format, candidates, looks)
        return None
    [found] = fitting
    mapping = preset(found)
    return Recognised(found, as_written(_importable(source, mapping), _closest(mapping, looks)))


def fitting_presets(source: Source, format: SourceFormat) -> list[str]:
    """The names of all presets that a source fits."""
    candidates, looks = _looked_at(source, format)
    return [name for name, signature in candidates.items() if _fits(signature.recognise, looks)]


def _looked_at(
    source: Source, format: SourceFormat, encoding: str | None = None
) -> tuple[dict[str, Signature], list[Look]]:
    """The presets for files of this format, and all that the source may be."""
    candidates = signatures(format)
    paths = {each.records for each in candidates.values() if each.records}
    return candidates, looks_of(source, format, sorted(paths), encoding)


def adapted(source: Source, format: SourceFormat, mapping: "Mapping", encoding: str | None = None) -> "Mapping":
    """A mapping of somebody's own for this source: one that was made of a preset is as flexible as that is."""
    if mapping.recognise is None:
        return mapping
    paths = [mapping.file.records] if mapping.file.records else []
    return as_written(mapping, _closest(mapping, looks_of(source, format, paths, encoding)))


def _importable(source: Source, mapping: "Mapping") -> "Mapping":
    if mapping.preset is not None and mapping.preset.instead:
        raise instead(source, mapping.preset)
    return mapping


def as_written(mapping: "Mapping", look: Look | None) -> "Mapping":
    """The mapping for a source that is read in this way."""
    if look is None:
        return mapping
    changes: dict[str, str | bool | None] = {"separator": mapping.file.separator or look.separator}
    if look.is_padded:
        changes["trim"] = True
    if mapping.file.records is not None:
        changes["records"] = look.records
    return mapping.model_copy(update={"file": mapping.file.model_copy(update=changes)})


def _is_ours(look: Look) -> bool:
    """Whether this is an order with an id that this product gave it: others' orders may have our members as well."""
    return _OUR_ID.fullmatch(look.texts.get("id") or "") is not None


def _fits(facts: Recognise, looks: list[Look]) -> bool:
    return any(_is_one(facts, look) for look in looks)


def _is_one(facts: Recognise, look: Look) -> bool:
    return (
        set(facts.required) <= look.names
        and not set(facts.forbidden) & look.names
        and all((look.texts.get(name) or "").startswith(start) for name, start in facts.starts_with.items())
    )


def _closest(mapping: "Mapping", looks: list[Look]) -> Look | None:
    facts = mapping.recognise
    if facts is None or not looks:
        return None
    fitting = (look for look in looks if _is_one(facts, look))
    return next(fitting, None) or max(looks, key=lambda look: len(set(facts.required) & look.names))
