"""`orders export`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Debug, Project, Tenant, json_value
from schemas.errors import UsageError
from schemas.exports.objects import OBJECTS, ExportedObject, ExportFormat
from schemas.ids import ProjectKey


def export_command(
    tenant: Tenant,
    project: Project,
    format: Annotated[ExportFormat, typer.Option(help="ndjson is our own form, which an import takes back.")] = (
        ExportFormat.CSV
    ),
    fields: Annotated[
        str | None, typer.Option(help="Only these, such as id,status,metadata.colour. Default: all but items.")
    ] = None,
    filter: Annotated[str | None, typer.Option(help="JSON filter as segments have it, or @FILE with one.")] = None,
    order: Annotated[str | None, typer.Option(help="Such as -created_at. Default: as they came.")] = None,
    customers: Annotated[bool, typer.Option("--customers", help="Customers instead of orders.")] = False,
    products: Annotated[bool, typer.Option("--products", help="Products instead of orders.")] = False,
    skus: Annotated[bool, typer.Option("--skus", help="SKUs instead of orders.")] = False,
    output: Annotated[str, typer.Option(metavar="FILE", help="Where to; - is stdout.")] = "-",
    debug: Debug = False,
) -> None:
    """Write what is stored to a file: orders, customers, products or SKUs."""
    key, what = ProjectKey(tenant, project), _what(customers, products, skus)
    conditions = None if filter is None else json_value("--filter", filter)
    from flows.cli.in_process.local_export import export_to, export_to_stdout
    from flows.settings import Settings
    from tasks.exports.own_form import HAVE_OWN_FORM
    from tasks.exports.request import export_request

    chosen = [name.strip() for name in fields.split(",")] if fields is not None else None
    if chosen is None and (format is not ExportFormat.NDJSON or what not in HAVE_OWN_FORM):
        chosen = [name for name in OBJECTS[what].all_fields if name != "items"]
    if format is ExportFormat.PARQUET and output == "-" and sys.stdout.isatty():
        message = "Parquet is nothing for a terminal."
        raise UsageError(message, "Give --output FILE.")
    request = export_request(what, format, chosen, conditions, order)
    if output == "-":
        count = export_to_stdout(request, key, Settings())
    else:
        target = Path(output).expanduser().absolute()
        if not target.parent.is_dir():
            message = f"There is no folder {target.parent}."
            raise UsageError(message, "Make it first.")
        count = export_to(target, request, key, Settings())
    print(f"{count:,} {what}s exported.", file=sys.stderr)


def _what(customers: bool, products: bool, skus: bool) -> ExportedObject:
    asked = {ExportedObject.CUSTOMER: customers, ExportedObject.PRODUCT: products, ExportedObject.SKU: skus}
    chosen = [what for what, is_asked in asked.items() if is_asked] or [ExportedObject.ORDER]
    if len(chosen) > 1:
        message = "An export is of one kind."
        raise UsageError(message, "Give one of --customers, --products and --skus, or none for orders.")
    return chosen[0]
