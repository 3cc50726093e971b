"""`orders segment create|list|members|rebuild|delete`."""

from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Limit, Project, Tenant, json_value, open_project
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.segments.segment_type import SegmentType

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
    definition = json_value("--customers" if filter is None else "--filter", filter or customers or "")
    from flows.cli.display.tables import print_segments
    from tasks.segments.segments import create_segment

    with open_project(tenant, project, create=True) as (con, now):
        made = create_segment(con, name, kind, definition, now)
    if as_json:
        print(made.model_dump_json())
    else:
        print_segments([made], as_json=False)


@app.command("list")
def list_command(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the segments with their members, entries, departures and last refresh."""
    from flows.cli.display.tables import print_segments
    from tasks.segments.lookup import list_segments

    with open_project(tenant, project) as (con, _):
        found = list_segments(con)
    print_segments(found, as_json=as_json)


@app.command()
def members(
    segment: str, tenant: Tenant, project: Project, limit: Limit = 50, as_json: AsJson = False, debug: Debug = False
) -> None:
    """List the present members of a segment (by name or id)."""
    from flows.cli.display.tables import print_members
    from tasks.segments import segments

    with open_project(tenant, project) as (con, _):
        found = segments.members(con, segment, limit)
    print_members(found, as_json=as_json)


@app.command()
def rebuild(
    tenant: Tenant,
    project: Project,
    segment: Annotated[str | None, typer.Argument(help="Name or id of the only one to rebuild.")] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Bring all customers' summaries and segments up to date, in the project's lane: time moves customers too."""
    key = ProjectKey(tenant, project)
    from flows.cli.display.tables import print_segments
    from flows.cli.with_prefect.server import find_server
    from flows.settings import Settings

    if find_server(Settings().home) is None:
        from flows.cli.in_process.local_rebuild import rebuild_here

        rebuilt = rebuild_here(key, segment, Settings())
    else:
        import asyncio

        from pydantic import TypeAdapter

        from flows.cli.with_prefect.prefect_run import quietly
        from flows.rebuild_segments import rebuild_segments
        from schemas.segments.segment import Segment

        report = asyncio.run(quietly(rebuild_segments(tenant, project, segment), debug=debug))
        rebuilt = TypeAdapter(list[Segment]).validate_python(report.details["segments"])
    print_segments(rebuilt, as_json=as_json)


@app.command()
def delete(segment: str, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Delete a segment (by name or id); what its members did stays in the events."""
    from tasks.segments.lookup import find_segment
    from tasks.segments.segments import delete_segment

    with open_project(tenant, project) as (con, _):
        gone = find_segment(con, segment)
        delete_segment(con, gone.id)
    print(gone.model_dump_json() if as_json else f"Deleted {gone.name} ({gone.id}).")
