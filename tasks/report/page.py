"""The page: one file of HTML that needs nothing else, no network and no scripts.

Invariant: whatever the data hold is text on it. Templates escape all they are given; the page's own policy lets a
browser load nothing and take no style but this one.
"""

import base64
import hashlib
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from schemas.ids import action_id_of
from schemas.presets.catalogue import read_as
from schemas.reports.report import ImportStatus
from tasks.report import formats
from tasks.report.charts import Bar, Drawing, bar_chart, month_chart
from tasks.report.facts import ProductSums, ReportFacts
from tasks.report.mending import mending
from tasks.report.months import Gap, History, histories

MOST_DRAWN = 6
"""Currencies that have drawings of their own; the tables have all."""
_LONG = 15


class Reader(StrEnum):
    """Who reads the page: its operator, or anybody with the project's keys, who learns no path on this machine."""

    OPERATOR = "operator"
    CLIENT = "client"


class Sales(NamedTuple):
    """What one currency has on the page."""

    currency: str | None
    history: History
    months: Drawing | None
    products: list[ProductSums]
    bars: Drawing | None


def render(facts: ReportFacts, reader: Reader = Reader.OPERATOR) -> str:
    """The page as text."""
    report = facts.of_import
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            facts=facts,
            report=report,
            is_operator=reader is Reader.OPERATOR,
            named=_as_it_is if reader is Reader.OPERATOR else _last_name,
            source_name="" if report is None else _last_name(report.source),
            action_id="" if report is None else action_id_of(report.import_id),
            read_as="" if report is None else read_as(report.preset),
            sales=_sales(facts),
            statuses=_statuses(facts),
            rejects=_rejects(facts),
            stages=_stages(facts),
            style=Markup(_style()),
            policy=content_policy(),
        )
    )


@cache
def content_policy() -> str:
    """The Content-Security-Policy of the page: nothing from anywhere, and no style but its own."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _as_it_is(source: str) -> str:
    return source


def _last_name(source: str) -> str:
    return PurePath(source).name


def _sales(facts: ReportFacts) -> list[Sales]:
    return [
        _sales_of(facts, history, is_drawn=place < MOST_DRAWN)
        for place, history in enumerate(histories(facts.months, facts.currencies))
    ]


def _sales_of(facts: ReportFacts, history: History, *, is_drawn: bool) -> Sales:
    products = [each for each in facts.products if each.currency == history.currency]
    if not is_drawn:
        return Sales(history.currency, history, None, products, None)
    about = f"{formats.currency_name(history.currency)}; the table has the numbers"
    bars = [
        Bar(each.name or each.number or "", each.revenue_amount, formats.money(each.revenue_amount, each.currency))
        for each in products
    ]
    return Sales(
        currency=history.currency,
        history=history,
        months=month_chart(history, f"Orders and revenue by month, {about}"),
        products=products,
        bars=bar_chart(bars, f"Revenue of the top products, {about}") if bars else None,
    )


def _statuses(facts: ReportFacts) -> Drawing | None:
    counts: dict[str, int] = {}
    for each in facts.statuses:
        counts[each.status] = counts.get(each.status, 0) + each.order_count
    bars = [Bar(name, count, formats.number(count)) for name, count in counts.items()]
    return bar_chart(bars, "Orders by status; the table has the numbers") if bars else None


def _rejects(facts: ReportFacts) -> Drawing | None:
    bars = [
        Bar(mending(each.code).title, each.order_count, formats.number(each.order_count)) for each in facts.rejects[:10]
    ]
    return bar_chart(bars, "Rejected orders by reason; each reason is described below") if bars else None


def _stages(facts: ReportFacts) -> Drawing | None:
    bars = [Bar(name, took, formats.duration(took)) for name, took in facts.stages.items()]
    return bar_chart(bars, "Time by stage; the table has the numbers") if bars else None


def _breakable_money(amount: int, currency: str | None) -> Markup:
    """An amount, which may be broken at its commas where it is longer than a column of a phone."""
    written = escape(formats.money(amount, currency))
    return written if len(written) < _LONG else Markup(written.replace(",", Markup(",<wbr>")))


@cache
def _style() -> str:
    return (resources.files(__package__) / "templates" / "page.css").read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("tasks.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = ("number", "currency_name", "month_name", "month_span", "moment", "duration")
    found.filters |= {name: getattr(formats, name) for name in names} | {"money": _breakable_money}
    found.globals |= {"share": formats.share, "mending": mending, "ImportStatus": ImportStatus}
    found.tests["gap"] = lambda row: isinstance(row, Gap)
    return found
