"""Reads the facts of a report. Statements that take an `import_id` are about the whole project where it is null."""

from typing import Any

from schemas.clock import utc_now
from schemas.effects.effects import RuleEffects
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.mapping.money import DECIMALS
from schemas.reports.report import ImportReport, SegmentRefresh
from tasks.imports import history
from tasks.imports.stages import Stage
from tasks.queries.metrics import read_stages
from tasks.report.facts import ImportLine, MonthSums, ProductSums, RejectKind, ReportFacts, StatusSums
from tasks.warehouse.statements import Connection, sql

MOST_IMPORTS, MOST_PRODUCTS, MOST_SAMPLES = 20, 10, 3


def require_currency(code: str | None) -> None:
    """Raise `UsageError` unless it is a currency of ISO 4217, or none."""
    if code is not None and code not in DECIMALS:
        message = f"{code!r} is not a currency of ISO 4217 with a smallest unit."
        raise UsageError(message, "Write its code, such as EUR.")


def facts_of_import(con: Connection, key: ProjectKey, import_id: str, currency: str | None = None) -> ReportFacts:
    """What there is to say of one import or backfill, as it left its orders.

    `currency` is that of orders which state none. Raises `UsageError` if the project has no import of that id.
    """
    report = history.outline(con, key, import_id)
    return _facts(con, key, report, report.segments, report.stages, currency)


def find_facts(con: Connection, key: ProjectKey, import_id: str, currency: str | None = None) -> ReportFacts | None:
    """The same; none where no such import has begun."""
    if history.find_row(con, import_id) is None:
        return None
    return facts_of_import(con, key, import_id, currency)


def facts_of_project(con: Connection, key: ProjectKey, currency: str | None = None) -> ReportFacts:
    """What there is to say of all that a project holds now; `currency` as in `facts_of_import`."""
    segments = [SegmentRefresh(**row) for row in _rows(con, "segments")]
    took = read_stages(con)
    stages: dict[str, float] = {stage.value: took[stage.value].seconds * 1000 for stage in Stage if stage.value in took}
    [(import_count,)] = con.execute("SELECT count(*) FROM imports").fetchall()
    lines = [ImportLine(**row) for row in _rows(con, "imports", most=MOST_IMPORTS)]
    facts = _facts(con, key, None, segments, stages, currency)
    return facts.model_copy(update={"imports": lines, "import_count": import_count})


def _facts(
    con: Connection,
    key: ProjectKey,
    report: ImportReport | None,
    segments: list[SegmentRefresh],
    stages: dict[str, float],
    currency: str | None,
) -> ReportFacts:
    scope = {"import_id": None if report is None else report.import_id}
    sold = {**scope, "currency": currency}
    customers = "SELECT count(*) FROM customers" if report is None else _of_orders("customer_count")
    [(customer_count,)] = con.execute(customers, {} if report is None else sold).fetchall()
    return ReportFacts(
        key=key,
        currency=currency,
        made_at=utc_now(),
        of_import=report,
        customer_count=customer_count,
        months=[MonthSums(**row) for row in _rows(con, "months", **sold)],
        statuses=[StatusSums(**row) for row in _rows(con, "statuses", **sold)],
        products=[ProductSums(**row) for row in _rows(con, "products", most=MOST_PRODUCTS, **sold)],
        rejects=[RejectKind(**row) for row in _rows(con, "rejects", most=MOST_SAMPLES, **scope)],
        segments=segments,
        effects=[RuleEffects(**row) for row in _rows(con, "effects", **scope)],
        stages=stages,
    )


def _rows(con: Connection, name: str, **values: str | int | None) -> list[dict[str, Any]]:
    found = con.execute(_of_orders(name), values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _of_orders(name: str) -> str:
    return sql(f"report/{name}").replace("{orders}", sql("report/orders"))
