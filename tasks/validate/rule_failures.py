"""Which rule each order breaks first, found by Pandera: its code, the path of the value, and the reason."""

import polars as pl
from pandera.errors import SchemaError, SchemaErrors

from schemas.orders.fields import ROLE_PATHS
from schemas.orders.frames import FAULT, Parsed
from schemas.orders.rules import CUSTOMERS, ITEMS, ORDERS, Rules

_BROKEN = {"row": pl.UInt32(), **FAULT}
_LONGEST_SHOWN = 40


def broken_rules(parsed: Parsed) -> pl.DataFrame:
    """`row` and `FAULT` of the first broken rule of each order: its own, its customers', then its items'."""
    broken = [
        _failures(ORDERS, parsed.orders, pl.lit("$")),
        _failures(CUSTOMERS, parsed.customers, pl.col("role").replace_strict(ROLE_PATHS, return_dtype=pl.String)),
        _failures(ITEMS, parsed.items, pl.format("$.items[{}]", "item_index")),
    ]
    return pl.concat(broken).unique("row", keep="first", maintain_order=True)


def _failures(rules: Rules, frame: pl.DataFrame, prefix: pl.Expr) -> pl.DataFrame:
    try:
        rules.at_once().validate(frame)
    except SchemaError:
        return _named_failures(rules, frame, prefix)
    return pl.DataFrame(schema=_BROKEN)


def _named_failures(rules: Rules, frame: pl.DataFrame, prefix: pl.Expr) -> pl.DataFrame:
    cases = _failure_cases(rules, frame).sort("index", maintain_order=True)
    found = pl.DataFrame(
        {
            "index": index,
            "code": rules.columns[column].rule.code,
            "field": _json_path(column),
            "reason": check.replace("{value}", _shown(frame, column, index)),
        }
        for column, check, index in cases.select("column", "check", "index").iter_rows()
    ).cast({"index": pl.UInt32})
    places = frame.select("row", prefix.alias("prefix")).with_row_index("index")
    placed = found.join(places, on="index", how="left", maintain_order="left")
    return placed.select("row", "code", pl.format("{}.{}", "prefix", "field").alias("path"), "reason")


def _failure_cases(rules: Rules, frame: pl.DataFrame) -> pl.DataFrame:
    # Pandera takes 1 ms for each column, and most fields are in no order at all
    checks = rules.one_by_one([name for name in rules.columns if not _is_empty(frame[name])])
    try:
        checks.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
        return cases
    message = "A rule is broken, but by no column on its own."
    raise RuntimeError(message)


def _is_empty(column: pl.Series) -> bool:
    """Whether no rule can find fault: nothing is given, or each check came out well."""
    return column.null_count() == len(column) or (column.dtype == pl.Boolean and column.all())


def _json_path(column: str) -> str:
    """Where the value of a column of `tasks.validate.parse` stood in the order's JSON."""
    field = "items" if column == "item_count" else column.removesuffix("_ok")
    for inner in ("product", "sku"):
        if field.startswith(f"in_{inner}_"):
            return f"{inner}.{field.removeprefix(f'in_{inner}_')}"
    return field


def _shown(frame: pl.DataFrame, column: str, index: int) -> str:
    field = column.removesuffix("_ok")
    value = frame[f"{field}_text" if f"{field}_text" in frame.columns else field][index]
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
