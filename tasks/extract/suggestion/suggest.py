"""A mapping for a file, as a person would begin it, and what its first orders would then be."""

from dataclasses import dataclass

from schemas.errors import UsageError
from schemas.mapping.mapping import Mapping
from schemas.orders.fields import ORDER
from schemas.orders.frames import Extracted
from schemas.orders.source_format import SourceFormat
from schemas.presets.catalogue import preset_text
from schemas.presets.facts import FileFacts
from tasks.extract.extract import find_format, prepare, read
from tasks.extract.recognition.looks import looks_of
from tasks.extract.recognition.recognise import fitting_presets
from tasks.extract.source import Source, open_source
from tasks.extract.source_errors import public_name, source_error, source_errors
from tasks.extract.suggestion.fields import fields_of
from tasks.extract.suggestion.kinds import time_formats
from tasks.extract.suggestion.sample import sample_of
from tasks.extract.suggestion.writing import mapping_toml

_HEAD = """# A first mapping for {name}, by the names of its columns and what they hold. Read it before it is used:
# `not sure` is a guess, and what else is there is not in it. Every key: docs/mappings.md.
# Then: orders import {name} --mapping THIS_FILE --dry-run
"""
_SHIPPED = """# {name} is recognised and needs no mapping; this is the one that is shipped, to be changed.
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The mapping's text, what the file becomes by it, and what was assumed for that because nobody has said it yet."""

    text: str
    orders: Extracted
    assumed: FileFacts


def suggest(name: str) -> Suggestion:
    """Look at a file and propose a mapping. Raises what reading it raises."""
    source = open_source(name)
    with source_errors(source.name, is_remote=source.is_remote):
        format = find_format(source)
        text, formats = _text(source, format)
    mapping = Mapping.from_toml(text, "suggestion")
    asks_currency = mapping.money is not None and mapping.money.currency.ask
    asks_format = mapping.dates is not None and mapping.dates.ask
    currency = "USD" if b"$" in source.head() else "EUR"
    assumed = FileFacts(currency=currency if asks_currency else None, date_format=formats[0] if asks_format else None)
    return Suggestion(text, read(prepare(source, format=format, mapping=mapping, facts=assumed)), assumed)


def _text(source: Source, format: SourceFormat) -> tuple[str, list[str]]:
    """The mapping, and the formats that its times may have."""
    shown = public_name(source.name)
    found = fitting_presets(source, format)
    if len(found) == 1:
        return _SHIPPED.format(name=shown) + preset_text(found[0]), ["%d/%m/%Y"]
    looks = looks_of(source, format, ()) if format in (SourceFormat.JSON, SourceFormat.NDJSON) else []
    if looks and looks[0].names <= ORDER.keys():
        said = "{name} is in our own form and needs no mapping."
        raise source_error(UsageError, source.name, said, "Import it as it is.")
    sample = sample_of(source, format)
    fields = fields_of(sample.frame, sample.lines)
    created = fields["order.created_at"]
    formats = time_formats(fields.frame[created]) if created else []
    return f"{_HEAD.format(name=shown)}\n{mapping_toml(sample, fields)}", formats
