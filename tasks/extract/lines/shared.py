"""What the lines of one order say of it together: which of their texts counts, and where they disagree."""

from dataclasses import dataclass

import polars as pl

from schemas.mapping.columns import MappedField
from schemas.mapping.mapping import Mapping
from schemas.mapping.values import Value, ValueType
from schemas.orders.reject_codes import RejectCode
from tasks.extract.values.conversion import Converter
from tasks.extract.values.converted import Converted
from tasks.extract.values.faults import Faults, merged, reasons, where
from tasks.extract.values.texts import ORDER, leaves


@dataclass(frozen=True, slots=True)
class Shared:
    """Reads the values that all lines of an order share.

    `line` reads those of each line, `order` those that count for each order; `orders` says of each line the position
    of its order.
    """

    line: Converter
    order: Converter
    orders: pl.Series

    def field(self, field: MappedField, mapping: Mapping) -> tuple[Converted, Faults]:
        """A value of each order, and where its lines disagree about it."""
        if field.value.lines == "sum":
            return self._summed(field), None
        value = self.order.field(field)
        if self.order.texts.height == self.line.texts.height:
            return value, None
        return value, self._disagreement(field, mapping, value.chosen)

    def _summed(self, field: MappedField) -> Converted:
        """What the amounts of all lines come to."""
        value = self.line.field(field)
        assert value.number is not None  # or the mapping would have been refused
        frame = pl.DataFrame({ORDER: self.orders, "number": value.number, "json": value.json})
        faults = value.faults if value.faults is not None else _no_faults(frame.height)
        found = (
            pl.concat([frame, faults], how="horizontal")
            .group_by(ORDER)
            .agg(
                pl.when(pl.col("number").is_not_null().any()).then(pl.col("number").sum()),
                bad=pl.col("json").filter(pl.col("reason").is_not_null()).first(),
                code=pl.col("code").drop_nulls().first(),
                reason=pl.col("reason").drop_nulls().first(),
            )
            .sort(ORDER)
        )
        json = found.select(pl.coalesce("bad", pl.col("number").cast(pl.String))).to_series()
        return Converted(json, None if value.faults is None else found.select("code", "reason"), found["number"])

    def _disagreement(self, field: MappedField, mapping: Mapping, chosen: pl.Series | None) -> Faults:
        """Where lines say different texts; of the first of several values, in the one that counts for the order."""
        if chosen is None:
            return self._of_part(field.value, field.path, field, mapping)
        faults: Faults = None
        for place, part in enumerate(field.value.parts):
            found = self._of_part(part, f"{field.path}/{place}", field, mapping)
            faults = merged(faults, where(found, (chosen == place).fill_null(False)))
        return faults

    def _of_part(self, value: Value, name: str, field: MappedField, mapping: Mapping) -> Faults:
        faults: Faults = None
        for leaf in leaves(value, name):
            is_free = leaf.value.lines != "same" or field.value.lines != "same"
            if not is_free and not set(leaf.value.origins()) & set(mapping.first_line_wins):
                faults = merged(faults, self._differing(leaf.name, leaf.value, field.value_type))
        return faults

    def _differing(self, name: str, value: Value, value_type: ValueType) -> Faults:
        said = self.line.texts[name]
        counts = self.order.texts[name].gather(self.orders)
        if not (said != counts).any():
            return None
        apart = pl.DataFrame({ORDER: self.orders, "said": said, "is_other": (said != counts).fill_null(False)})
        differing = apart.filter(pl.col("is_other")).select(pl.col(ORDER).unique())
        if value_type not in (ValueType.TEXT, ValueType.KEY):
            differing = self._really(name, value, value_type, differing)
        if differing.is_empty():
            return None
        columns = " and ".join(value.origins()) or name[2:]
        found = (
            apart.join(differing, on=ORDER, how="semi")
            .group_by(ORDER)
            .agg(low=pl.col("said").min(), high=pl.col("said").max())
            .with_columns(
                code=pl.lit(RejectCode.LINES_DISAGREE),
                reason=reasons("low", "and ") + reasons("high", f"are both {columns} in lines of this order"),
            )
        )
        numbers = pl.DataFrame({ORDER: pl.int_range(self.order.texts.height, dtype=pl.UInt32, eager=True)})
        return numbers.join(found, on=ORDER, how="left", maintain_order="left").select("code", "reason")

    def _really(self, name: str, value: Value, value_type: ValueType, differing: pl.DataFrame) -> pl.DataFrame:
        """The orders whose lines do not say the same in other words: 5 and 5.00 are one amount."""
        is_here = self.orders.is_in(differing[ORDER].implode())
        texts = self.line.texts.filter(is_here)
        read = Converter(texts, self.line.columns, self.line.currencies.filter(is_here)).value(value, value_type, name)
        is_read = pl.lit(True) if read.faults is None else read.faults["reason"].is_null()
        frame = pl.DataFrame({ORDER: self.orders.filter(is_here), "said": texts[name], "json": read.json})
        # a text that cannot be read is no value, and so the same as no other
        counted = frame.with_columns(value=pl.when(is_read).then("json")).filter(pl.col("said").is_not_null())
        is_one = (pl.col("value").n_unique() == 1) & pl.col("value").is_not_null().all()
        return counted.group_by(ORDER).agg(is_one=is_one).filter(~pl.col("is_one")).select(ORDER)


def _no_faults(height: int) -> pl.DataFrame:
    nothing = pl.repeat(None, height, dtype=pl.String, eager=True)
    return pl.DataFrame({"code": nothing, "reason": nothing})


def counting(texts: pl.DataFrame, fields: list[MappedField], order_count: int) -> pl.DataFrame:
    """Of the texts of lines (with `ORDER`) those that count for each order: the first that is there, or the last."""
    if texts.height == order_count:
        return texts.drop(ORDER)
    last = {
        leaf.name
        for field in fields
        for leaf in leaves(field.value, field.path)
        if "last" in (field.value.lines, leaf.value.lines)
    }
    counted = [
        (pl.col(name).drop_nulls().last() if name in last else pl.col(name).first(ignore_nulls=True))
        for name in texts.columns
        if name != ORDER
    ]
    return texts.group_by(ORDER).agg(counted).sort(ORDER).drop(ORDER)
