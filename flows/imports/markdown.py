"""A report as Markdown, for the Prefect UI."""

from schemas.presets.catalogue import read_as
from schemas.reports.report import ImportReport


def report_markdown(report: ImportReport) -> str:
    """The whole report but for the list of rejects, which has a table of its own."""
    parts = [
        f"# {report.operator_message}",
        report.operator_hint or report.hint or "",
        f"`{report.import_id}` into **{report.tenant}/{report.project}** from `{report.source}`",
        read_as(report.preset),
        _table(("", "inserted", "updated"), _written(report)),
        _section("Segments", ("segment", "entered", "left", "members"), _segments(report)),
        _section("Warnings", ("what", "orders or items", "for instance row"), _warnings(report)),
        _section("Time", ("stage", "ms"), [(stage, f"{ms:.0f}") for stage, ms in report.stages.items()]),
        f"Rejected orders, ready to be mended and imported again: `{report.rejects_file}`"
        if report.rejects_file
        else "",
        f"As a page: `orders report {report.import_id} --tenant {report.tenant} --project {report.project} --open`",
    ]
    return "\n\n".join(part for part in parts if part)


def _written(report: ImportReport) -> list[tuple[object, ...]]:
    kinds = {"orders": report.orders, "customers": report.customers, "products": report.products, "SKUs": report.skus}
    return [(kind, written.inserted, written.updated) for kind, written in kinds.items()]


def _segments(report: ImportReport) -> list[tuple[object, ...]]:
    return [(_plain(one.name), one.entered, one.left, one.members) for one in report.segments]


def _warnings(report: ImportReport) -> list[tuple[object, ...]]:
    return [(_plain(one.message), one.count, ", ".join(map(str, one.rows))) for one in report.warnings]


def _section(title: str, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    return f"## {title}\n\n{_table(head, rows)}" if rows else ""


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _plain(text: str) -> str:
    """Names come from people: nothing in them may become markup."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#" else character for character in text)
