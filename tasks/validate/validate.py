"""Splits the extracted orders into good ones, as typed frames, and rejects with row, code, path and reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import polars as pl

from schemas.orders.frames import REJECTS, Extracted, GoodOrders, Parsed, Validated
from tasks.validate import item_mentions
from tasks.validate.cap import require_within_cap
from tasks.validate.cross_checks import CHECKS, with_cross_checks
from tasks.validate.parse import parse
from tasks.validate.rule_failures import broken_rules
from tasks.validate.structure import Structure
from tasks.validate.unknown_fields import UnknownFields

_PORTION = 50_000


@dataclass(frozen=True, slots=True)
class _Portion:
    good: GoodOrders
    rejects: pl.DataFrame
    unknown: UnknownFields


def validate(extracted: Extracted, limit: int) -> Validated:
    """Judge every order on its own. Raises `ImportAbortedError` if there are more than `limit` (contract §1)."""
    texts = extracted.orders
    require_within_cap(texts, limit)
    is_bad = pl.col("reason").is_not_null()
    sound = texts.filter(~is_bad).select("row", "raw")
    # in portions side by side: DuckDB reads one Arrow table on one thread, and what a portion needs is soon let go
    starts = range(0, max(sound.height, 1), _PORTION)
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        portions = [_judge(*read) for read in pool.map(_parse, (sound[start : start + _PORTION] for start in starts))]
    rejects = pl.concat([_as_rejects(texts.filter(is_bad)), *(portion.rejects for portion in portions)])
    good = [[getattr(portion.good, part.name) for portion in portions] for part in fields(GoodOrders)]
    unknown = UnknownFields()
    for portion in portions:
        unknown.update(portion.unknown)
    return Validated(
        texts, GoodOrders(*map(pl.concat, good)), rejects.sort("row"), [*extracted.warnings, *unknown.warnings()]
    )


def _parse(texts: pl.DataFrame) -> tuple[pl.DataFrame, Parsed, Structure]:
    return texts, *parse(texts)


def _judge(texts: pl.DataFrame, parsed: Parsed, structure: Structure) -> _Portion:
    parsed, rejects = with_cross_checks(parsed), structure.rejects
    broken = broken_rules(parsed)
    if broken.height:
        ids = parsed.orders.select("row", "source_id")
        named = broken.join(ids, on="row", how="left").join(texts, on="row", how="left")
        rejects = pl.concat([rejects, named.select(REJECTS.names())])
        parsed = parsed.without(broken["row"])
    orders, customers = parsed.orders.drop(CHECKS), parsed.customers.drop(CHECKS, "birthday")
    return _Portion(GoodOrders(orders, customers, *item_mentions.split(parsed.items)), rejects, structure.unknown)


def _as_rejects(bad: pl.DataFrame) -> pl.DataFrame:
    source_id = pl.col("raw").str.json_path_match("$.source_id").alias("source_id")
    return bad.with_columns(source_id).select(REJECTS.names()).cast(REJECTS)
