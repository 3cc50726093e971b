"""A mapping with what is said of a file in place of what it says itself."""

from pydantic import ValidationError

from schemas.errors import UsageError
from schemas.mapping.dates import Dates, ZoneColumn
from schemas.mapping.file import File
from schemas.mapping.mapping import Mapping
from schemas.mapping.money import CurrencyColumn
from schemas.presets.facts import FileFacts


def applied(facts: FileFacts, mapping: Mapping) -> Mapping:
    """The mapping for a file of which these facts are said. Raises `UsageError` for what does not exist.

    A currency that a column names has to be this one.
    """
    changes: dict[str, object] = {}
    try:
        if facts.encoding:
            File(encoding=facts.encoding)
            changes["file"] = mapping.file.model_copy(update={"encoding": facts.encoding})
        if facts.currency and mapping.money:
            changes["money"] = mapping.money.model_copy(update={"currency": _currency(facts.currency, mapping)})
        if mapping.dates:
            changes["dates"] = mapping.dates.model_copy(update=_dates(facts))
    except ValidationError as error:
        message = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ") + "."
        raise UsageError(message) from error
    return mapping.model_copy(update=changes)


def _dates(facts: FileFacts) -> dict[str, object]:
    zone = {"time_zone": ZoneColumn(name=facts.time_zone)} if facts.time_zone else {}
    said = Dates(format=facts.date_format) if facts.date_format else None
    return {**zone, **({"format": said.format, "ask": False} if said else {})}


def _currency(currency: str, mapping: Mapping) -> CurrencyColumn:
    column = mapping.money.currency.column if mapping.money else ()
    code = currency.upper()
    return CurrencyColumn(column=column, expect=code) if column else CurrencyColumn(code=code)
