"""The texts of a value to JSON, as its type and its mapping say it is written, or why that cannot be."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from schemas.mapping.columns import MappedField
from schemas.mapping.time_patterns import EXCEL, EXCEL_1904
from schemas.mapping.values import Value, ValueType
from schemas.orders.fields import STATUSES
from schemas.orders.reject_codes import RejectCode
from tasks.extract.json_paths import EVERY, split
from tasks.extract.json_text import constant, embedded, quoted
from tasks.extract.values.converted import Converted, first_of, sum_of
from tasks.extract.values.currency import Currencies
from tasks.extract.values.faults import Faults, merged, reasons
from tasks.extract.values.numbers import Notation, json_numbers, whole_numbers
from tasks.extract.values.phones import international
from tasks.extract.values.texts import STAMP, Columns, Leaf
from tasks.extract.values.times import TimeNotation


@dataclass(frozen=True, slots=True)
class Converter:
    """Reads texts in columns named after leaves; `texts` has them, and the zones and regions that belong to them."""

    texts: pl.DataFrame
    columns: Columns
    currencies: Currencies

    def field(self, field: MappedField) -> Converted:
        """A mapped value."""
        return self.value(field.value, field.value_type, field.path)

    def value(self, value: Value, value_type: ValueType, name: str) -> Converted:
        """The same of a value that may be a part of another one."""
        if value.first:
            parts = [self.value(part, value_type, f"{name}/{at}") for at, part in enumerate(value.parts)]
            return first_of(parts)
        if value.sum:
            parts = [self.value(part, value_type, f"{name}/{at}") for at, part in enumerate(value.parts)]
            return sum_of(parts)
        if value.constant is not None:
            return self._constant(value, name)
        return self._leaf(Leaf(name, value), value_type)

    def _constant(self, value: Value, name: str) -> Converted:
        if value.when:
            json = self.texts[name]
        else:
            json = pl.select(constant(value.constant)).to_series().new_from_index(0, self.texts.height)
        is_whole = isinstance(value.constant, int) and not isinstance(value.constant, bool)
        return Converted(json, number=json.cast(pl.Int64) if is_whole else None)

    def _leaf(self, leaf: Leaf, value_type: ValueType) -> Converted:
        texts = self.texts[leaf.name]
        converted = self._of_type(texts, leaf, value_type)
        if not leaf.value.map or leaf.value.otherwise is not None:
            return converted
        is_open = texts.is_not_null() & ~texts.is_in(list(leaf.value.map.values()))
        if not is_open.any():
            return converted
        faults = _faults(texts, is_open, RejectCode.UNKNOWN_VALUE, "is none of the texts that the mapping lists")
        return Converted(converted.json, merged(faults, converted.faults), converted.number, is_open)

    def _of_type(self, texts: pl.Series, leaf: Leaf, value_type: ValueType) -> Converted:
        match value_type:
            case ValueType.WHOLE:
                is_one = leaf.value.fractions == "one"
                return self._number(
                    texts, leaf, lambda texts, notation: whole_numbers(texts, notation, fractions_are_one=is_one)
                )
            case ValueType.MONEY:
                return self._money(texts, leaf)
            case ValueType.NUMBER:
                return self._number(texts, leaf, json_numbers)
            case ValueType.TIME:
                return self._time(texts, leaf)
            case ValueType.DATE if leaf.value.format:
                return self._date(texts, leaf)
            case ValueType.STATUS:
                is_odd = texts.is_not_null() & ~texts.is_in(list(STATUSES))
                words = f"is not one of {', '.join(STATUSES)}; say with a map what it means"
                return Converted(_quoted(texts), _faults(texts, is_odd, RejectCode.UNKNOWN_VALUE, words))
            case ValueType.PHONE if leaf.value.region is not None:
                return Converted(_quoted(international(texts, self.texts[f"{leaf.name} region"])))
            case ValueType.BOOLEAN:
                return _boolean(texts)
            case ValueType.JSON:
                return Converted(texts.to_frame("text").select(embedded(pl.col("text"))).to_series())
            case _:
                return Converted(_quoted(texts))

    def _notation(self, leaf: Leaf) -> Notation:
        """The separators of texts are not those of a typed column."""
        is_typed = self.columns.dtype(leaf.value).is_numeric()
        return Notation() if is_typed else Notation.of(self.columns.mapping.money)

    def _number(
        self, texts: pl.Series, leaf: Leaf, read: Callable[[pl.Series, Notation], tuple[pl.Series, Faults]]
    ) -> Converted:
        numbers, faults = read(texts, self._notation(leaf))
        if leaf.value.negate:
            numbers = _negated(numbers)
        json = _json(numbers.cast(pl.String), texts, faults)
        return Converted(json, faults, numbers if numbers.dtype == pl.Int64 else None)

    def _money(self, texts: pl.Series, leaf: Leaf) -> Converted:
        money = self.columns.mapping.money
        assert money is not None  # or the mapping would have been refused
        is_minor = money.minor_units if leaf.value.minor_units is None else leaf.value.minor_units
        is_typed = self.columns.dtype(leaf.value).is_numeric()
        if EVERY in split(leaf.value.column or ""):
            numbers, faults = self.currencies.read_sums(texts, money, minor_units=is_minor)
        else:
            numbers, faults = self.currencies.read(texts, money, is_typed=is_typed, minor_units=is_minor)
        if leaf.value.negate:
            numbers = -numbers
        return Converted(_json(numbers.cast(pl.String), texts, faults), faults, numbers)

    def _time(self, texts: pl.Series, leaf: Leaf) -> Converted:
        moments, faults = self._moments(texts, leaf)
        written = moments.dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
        return Converted(_json(_quoted(written), texts, faults), faults)

    def _date(self, texts: pl.Series, leaf: Leaf) -> Converted:
        moments, faults = TimeNotation(leaf.value.format, language=leaf.value.language).read(texts, None)
        return Converted(_json(_quoted(moments.dt.strftime("%Y-%m-%d")), texts, faults), faults)

    def _moments(self, texts: pl.Series, leaf: Leaf) -> tuple[pl.Series, Faults]:
        notation = TimeNotation.of(leaf.value, self.columns.mapping.dates)
        zone_name = f"{leaf.name} zone"
        zones = self.texts[zone_name] if notation.zone.column is not None else None
        dtype = self.columns.dtype(leaf.value)
        if isinstance(dtype, pl.Datetime) and dtype.time_zone:
            return TimeNotation((STAMP,)).read(texts, None)
        if dtype.is_temporal():
            return TimeNotation((STAMP,), notation.zone, None, notation.ambiguous).read(texts, zones)
        if self.columns.is_workbook:
            own = (EXCEL_1904 if each == EXCEL and self.columns.is_1904 else each for each in notation.formats)
            formats = (*own, "%Y-%m-%d %H:%M:%S", STAMP)
            return TimeNotation(formats, notation.zone, notation.language, notation.ambiguous).read(texts, zones)
        return notation.read(texts, zones)


def _quoted(texts: pl.Series) -> pl.Series:
    return texts.to_frame("text").select(quoted(pl.col("text"))).to_series()


def _json(values: pl.Series, texts: pl.Series, faults: Faults) -> pl.Series:
    """The values, and the texts where there is a fault."""
    return values if faults is None else values.zip_with(faults["reason"].is_null(), _quoted(texts))


def _negated(numbers: pl.Series) -> pl.Series:
    if numbers.dtype == pl.Int64:
        return -numbers
    is_negative = numbers.str.starts_with("-")
    return numbers.str.strip_prefix("-").zip_with(is_negative, "-" + numbers)


def _boolean(texts: pl.Series) -> Converted:
    words = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
    read = texts.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    is_odd = texts.is_not_null() & read.is_null()
    faults = _faults(texts, is_odd, RejectCode.UNKNOWN_VALUE, "is not true or false, yes or no, 1 or 0")
    return Converted(_json(read, texts, faults), faults)


def _faults(texts: pl.Series, is_wrong: pl.Series, code: RejectCode, words: str) -> Faults:
    if not is_wrong.any():
        return None
    frame = pl.DataFrame({"text": texts, "is_wrong": is_wrong})
    return frame.select(
        code=pl.when("is_wrong").then(pl.lit(code)), reason=pl.when("is_wrong").then(reasons("text", words))
    )
