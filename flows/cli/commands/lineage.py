"""`orders trace order|customer|product|sku` and `orders diff`: where a row and a number come from."""

from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, open_project
from schemas.ids import ProjectKey, parse_import_id

app = typer.Typer(
    help="Every version of a row: who wrote it, from which file and row, what it changed.", no_args_is_help=True
)

_Name = Annotated[str, typer.Argument(metavar="ID", help="Its id or source_id.")]


@app.command()
def order(name: _Name, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show how an order came to be what it is."""
    _trace("ORDER", name, tenant, project, as_json)


@app.command()
def customer(name: _Name, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show how a customer came to be what they are, and which orders their summary comes from."""
    _trace("CUSTOMER", name, tenant, project, as_json)


@app.command()
def product(name: _Name, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show how a product came to be what it is."""
    _trace("PRODUCT", name, tenant, project, as_json)


@app.command()
def sku(name: _Name, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show how an SKU came to be what it is."""
    _trace("SKU", name, tenant, project, as_json)


def diff(
    first: Annotated[str, typer.Argument(help="imp_… or aa_… of an import or a backfill.")],
    second: Annotated[str, typer.Argument(help="Of another one.")],
    tenant: Tenant,
    project: Project,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Compare what two imports left: rows that only one has, and fields that differ."""
    pair = parse_import_id(first), parse_import_id(second)
    from flows.cli.display.lineage import print_compared
    from tasks.lineage.compare import compare_imports

    with open_project(tenant, project) as (con, _):
        found = compare_imports(con, ProjectKey(tenant, project), *pair)
    if as_json:
        print(found.model_dump_json())
    else:
        print_compared(found)


def _trace(kind: str, name: str, tenant: str, project: str, as_json: bool) -> None:
    from flows.cli.display.lineage import print_history
    from schemas.orders.frames import Kind
    from tasks.lineage.history import history_of
    from tasks.lineage.places import with_raw

    with open_project(tenant, project) as (con, _):
        found = history_of(con, Kind[kind], name)
    found = with_raw(found)
    if as_json:
        print(found.model_dump_json())
    else:
        print_history(found)
