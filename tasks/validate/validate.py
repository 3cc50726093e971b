"""Splits the extracted orders into good ones, as typed frames, and rejects with row, path and reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import pandera.polars as pa
import polars as pl
import polars.selectors as cs

from schemas.errors import ImportAbortedError
from schemas.orders.frames import REJECTS, Extracted, GoodOrders, Parsed, Validated
from schemas.orders.rules import count_cap
from schemas.report import Warned
from schemas.time_columns import parse_date, parse_timestamp
from tasks.validate import item_mentions
from tasks.validate.parse import parse
from tasks.validate.rule_failures import broken_rules
from tasks.validate.structure import Structure

_PORTION = 50_000


@dataclass(frozen=True, slots=True)
class _Portion:
    good: GoodOrders
    rejects: pl.DataFrame
    unknown: pl.DataFrame


def validate(extracted: Extracted, limit: int) -> Validated:
    """Judge every order on its own. Raises `ImportAbortedError` if there are more than `limit` (contract §1)."""
    texts = extracted.orders
    _require_at_most(limit, texts)
    is_bad = pl.col("reason").is_not_null()
    sound = texts.filter(~is_bad).select("row", "raw")
    # in portions side by side: DuckDB reads one Arrow table on one core, and what a portion needs is soon let go
    starts = range(0, max(sound.height, 1), _PORTION)
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        portions = [_judge(*read) for read in pool.map(_parse, (sound[start : start + _PORTION] for start in starts))]
    rejects = pl.concat([_as_rejects(texts.filter(is_bad)), *(portion.rejects for portion in portions)])
    good = [[getattr(portion.good, part.name) for portion in portions] for part in fields(GoodOrders)]
    unknown = pl.concat(portion.unknown for portion in portions)
    return Validated(texts, GoodOrders(*map(pl.concat, good)), rejects.sort("row"), _warnings(unknown))


def _parse(texts: pl.DataFrame) -> tuple[pl.DataFrame, Parsed, Structure]:
    return texts, *parse(texts)


def _judge(texts: pl.DataFrame, parsed: Parsed, structure: Structure) -> _Portion:
    parsed, rejects = _with_verdicts(parsed), structure.rejects
    broken = broken_rules(parsed)
    if broken.height:
        ids = parsed.orders.select("row", "source_id")
        named = broken.join(ids, on="row", how="left").join(texts, on="row", how="left")
        rejects = pl.concat([rejects, named.select(REJECTS.names())])
        parsed = parsed.without(broken["row"])
    verdicts = cs.ends_with("_ok", "_text")
    orders, customers = parsed.orders.drop(verdicts), parsed.customers.drop(verdicts, "birthday")
    return _Portion(GoodOrders(orders, customers, *item_mentions.split(parsed.items)), rejects, structure.unknown)


def _require_at_most(limit: int, texts: pl.DataFrame) -> None:
    try:
        count_cap(limit).validate(texts)
    except pa.errors.SchemaError as error:
        message = f"The source holds {texts.height} orders, and an import takes at most {limit}."
        raise ImportAbortedError(message, "Split the source, or raise the limit with `orders limit set`.") from error


def _as_rejects(known_bad: pl.DataFrame) -> pl.DataFrame:
    source_id = pl.col("raw").str.json_path_match("$.source_id").alias("source_id")
    return known_bad.with_columns(source_id).select(REJECTS.names()).cast(REJECTS)


def _with_verdicts(parsed: Parsed) -> Parsed:
    """Add the times as times, and one `…_ok` column for each rule that needs more than one value."""
    created_at = parse_timestamp(parsed.orders["created_at"])
    orders = parsed.orders.with_columns(
        created_at=created_at,
        created_at_text="created_at",
        created_at_ok=_kept(parsed.orders["created_at"], created_at),
    )
    born, old_name = parse_date(parsed.customers["birthdate"]), parse_date(parsed.customers["birthday"])
    agree = (born == old_name).fill_null(True)
    customers = parsed.customers.with_columns(
        birthdate=born.zip_with(born.is_not_null(), old_name),
        birthdate_text="birthdate",
        birthdate_ok=_kept(parsed.customers["birthdate"], born),
        birthday_ok=_kept(parsed.customers["birthday"], old_name) & agree,
        id_ok=_same("id", "outer_id"),
    )
    return Parsed(orders, customers, parsed.items.with_columns(**_item_verdicts()))


def _item_verdicts() -> dict[str, pl.Expr]:
    source_id, related = pl.col("source_id"), pl.col("related_object")
    return {
        "related_object_ok": source_id.is_null() | related.is_not_null(),
        "in_product_id_ok": _same("in_product_id", "product_id"),
        "in_sku_id_ok": _same("in_sku_id", "sku_id"),
        "in_sku_product_id_ok": _same("in_sku_product_id", "product_id") & _same("in_sku_product_id", "in_product_id"),
        "in_product_source_id_ok": _same("in_product_source_id", "source_id") | (related != "product").fill_null(True),
        "in_sku_source_id_ok": _same("in_sku_source_id", "source_id") | (related != "sku").fill_null(True),
    }


def _kept(before: pl.Series, after: pl.Series) -> pl.Series:
    return before.is_null() | after.is_not_null()


def _same(one: str, other: str) -> pl.Expr:
    return (pl.col(one) == pl.col(other)).fill_null(True)


def _warnings(unknown: pl.DataFrame) -> list[Warned]:
    met = unknown.group_by("path").agg(pl.len(), pl.col("row").min()).sort("len", "path", descending=[True, False])
    return [
        Warned(code="unknown_field", message=f"{path} is not a known field; it was left out", count=count, rows=[row])
        for path, count, row in met.iter_rows()
    ]
