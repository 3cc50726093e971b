"""A value once it is read, and what several of them come to: the first that is there, or their sum."""

from dataclasses import dataclass

import polars as pl

from tasks.extract.values.faults import Faults, merged, where


@dataclass(frozen=True, slots=True)
class Converted:
    """JSON text of a value (null: absent); of one that cannot be read, the text it was, and a fault.

    `number` is the Int64 of an amount or a whole number; `is_open` says where a map did not list the text; `chosen`,
    of the first of several values, which one that is.
    """

    json: pl.Series
    faults: Faults = None
    number: pl.Series | None = None
    is_open: pl.Series | None = None
    chosen: pl.Series | None = None


def first_of(parts: list[Converted]) -> Converted:
    """The first that is there; one that its map does not list only if no other is."""
    there = [part.json.is_not_null() for part in parts]
    usable = [
        is_there if part.is_open is None else is_there & ~part.is_open
        for is_there, part in zip(there, parts, strict=True)
    ]
    frame = pl.DataFrame([mask.alias(str(at)) for at, mask in enumerate([*usable, *there])])
    chosen = frame.select(
        pl.coalesce(pl.when(pl.col(str(at))).then(at % len(parts)) for at in range(2 * len(parts))).cast(pl.Int32)
    ).to_series()
    is_usable = pl.DataFrame([mask.alias(str(at)) for at, mask in enumerate(usable)]).select(
        pl.any_horizontal(pl.all())
    )
    faults: Faults = None
    for at, part in enumerate(parts):
        faults = merged(faults, where(part.faults, (chosen == at).fill_null(False)))
    numbers = [part.number for part in parts if part.number is not None]
    number = _chosen(numbers, chosen) if len(numbers) == len(parts) else None
    is_open = ~is_usable.to_series() & chosen.is_not_null()
    return Converted(_chosen([part.json for part in parts], chosen), faults, number, is_open, chosen)


def _chosen(series: list[pl.Series], chosen: pl.Series) -> pl.Series:
    result = series[0]
    for at, each in enumerate(series[1:], start=1):
        result = each.zip_with((chosen == at).fill_null(False), result)
    return result


def sum_of(parts: list[Converted]) -> Converted:
    """What those that are there come to; the fault of the first that has one."""
    faults: Faults = None
    for part in parts:
        faults = merged(faults, part.faults)
    numbers = pl.DataFrame([part.number.alias(str(at)) for at, part in enumerate(parts) if part.number is not None])
    is_there = pl.any_horizontal(pl.all().is_not_null())
    total = numbers.select(pl.when(is_there).then(pl.sum_horizontal(pl.all()))).to_series()
    shown = pl.DataFrame([part.json.alias(str(at)) for at, part in enumerate(parts)]).select(pl.coalesce(pl.all()))
    json = total.cast(pl.String)
    if faults is not None:
        json = json.zip_with(faults["reason"].is_null(), shown.to_series())
    return Converted(json, faults, total)
