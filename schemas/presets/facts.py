"""What a file does not say of itself and a mapping that is shipped cannot know: said with the import."""

from dataclasses import dataclass

from pydantic import ValidationError

from schemas.errors import UsageError
from schemas.mapping.dates import Dates, ZoneColumn
from schemas.mapping.file import File
from schemas.mapping.mapping import Mapping
from schemas.mapping.money import CurrencyColumn


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The encoding of a file, the currency of its amounts, the zone of the clock of its times, and their form."""

    encoding: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    date_format: str | None = None

    def __bool__(self) -> bool:
        return self != FileFacts()

    def applied(self, mapping: Mapping) -> Mapping:
        """The mapping with what is said here in place of what it says. Raises `UsageError` for what does not exist.

        A currency that a column names has to be this one.
        """
        changes: dict[str, object] = {}
        try:
            if self.encoding:
                File(encoding=self.encoding)
                changes["file"] = mapping.file.model_copy(update={"encoding": self.encoding})
            if self.currency and mapping.money:
                changes["money"] = mapping.money.model_copy(update={"currency": self._currency(mapping)})
            if mapping.dates:
                changes["dates"] = mapping.dates.model_copy(update=self._dates())
        except ValidationError as error:
            message = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ") + "."
            raise UsageError(message) from error
        return mapping.model_copy(update=changes)

    def _dates(self) -> dict[str, object]:
        zone = {"time_zone": ZoneColumn(name=self.time_zone)} if self.time_zone else {}
        said = Dates(format=self.date_format) if self.date_format else None
        return {**zone, **({"format": said.format, "ask": False} if said else {})}

    def _currency(self, mapping: Mapping) -> CurrencyColumn:
        column = mapping.money.currency.column if mapping.money else ()
        code = (self.currency or "").upper()
        return CurrencyColumn(column=column, expect=code) if column else CurrencyColumn(code=code)


NOTHING_SAID = FileFacts()
