"""`orders segment create|list|members|rebuild|delete`."""

import asyncio
import json
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Limit, Project, Tenant, database_of, json_value
from schemas.clock import naive_utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.segments.segment import SegmentType

app = typer.Typer(help="Segments of customers.", no_args_is_help=True)


@app.command()
def create(
    name: str,
    tenant: Tenant,
    project: Project,
    filter: Annotated[str | None, typer.Option(help="JSON filter, or @FILE with one.")] = None,
    customers: Annotated[str | None, typer.Option(help="JSON list of customers (id or source_id), or @FILE.")] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Make a segment: by a filter that is kept up to date, or of a fixed list of customers."""
    if (filter is None) == (customers is None):
        message = "A segment needs either --filter or --customers."
        raise UsageError(message, "A filter is kept up to date; a list of customers is fixed.")
    kind = SegmentType.STATIC if filter is None else SegmentType.AUTO_UPDATE
    definition = json_value("--customers" if filter is None else "--filter", filter or customers)
    database = database_of(tenant, project)
    from flows.cli.render import print_segments
    from tasks.segments.segments import create_segment
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database) as con:
        made = create_segment(con, name, kind, definition, naive_utc_now())
    if as_json:
        print(made.model_dump_json())
    else:
        print_segments([made])


@app.command("list")
def list_command(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the segments with their members, entries, departures and last refresh."""
    database = database_of(tenant, project)
    from flows.cli.render import print_segments
    from tasks.segments.segments import list_segments
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=False) as con:
        found = list_segments(con)
    if as_json:
        print(json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False))
    else:
        print_segments(found)


@app.command()
def members(
    segment: str, tenant: Tenant, project: Project, limit: Limit = 50, as_json: AsJson = False, debug: Debug = False
) -> None:
    """List the present members of a segment (by name or id)."""
    database = database_of(tenant, project)
    from flows.cli.render import print_members
    from tasks.segments import segments
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=False) as con:
        found = segments.members(con, segment, limit)
    if as_json:
        print(json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False))
    else:
        print_members(found)


@app.command()
def rebuild(
    tenant: Tenant,
    project: Project,
    segment: Annotated[str | None, typer.Argument(help="Name or id of the only one to rebuild.")] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Bring all customers' summaries and segments up to date, in the project's lane: time moves customers too."""
    ProjectKey(tenant, project)
    from flows.cli.local_run import quietly
    from flows.cli.render import print_segments
    from flows.rebuild_segments import rebuild_segments

    rebuilt = asyncio.run(quietly(rebuild_segments(tenant, project, segment), debug=debug))
    if as_json:
        print(json.dumps([one.model_dump(mode="json") for one in rebuilt], ensure_ascii=False))
    else:
        print_segments(rebuilt)


@app.command()
def delete(segment: str, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Delete a segment (by name or id); what its members did stays in the events."""
    database = database_of(tenant, project)
    from tasks.segments.segments import delete_segment, find_segment
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(database, create=False) as con:
        gone = find_segment(con, segment)
        delete_segment(con, gone.id)
    print(gone.model_dump_json() if as_json else f"Deleted {gone.name} ({gone.id}).")
