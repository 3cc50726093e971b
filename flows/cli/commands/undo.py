"""`orders undo`: what an import, a backfill or another undo did is taken back."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, open_project
from schemas.ids import ProjectKey, new_import_id, parse_import_id

if TYPE_CHECKING:
    from schemas.reports.undo_report import UndoReport
    from tasks.undo.undo import UndoRequest


def undo_command(
    import_id: Annotated[str, typer.Argument(help="imp_… or aa_…, of an import, a backfill or an undo.")],
    tenant: Tenant,
    project: Project,
    cascade: Annotated[
        bool, typer.Option("--cascade", help="Undo later imports first that wrote the same fields.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what it would do; write nothing.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Take back what an import did: what it brought goes, what it changed is as before, others' changes stay."""
    import_id = parse_import_id(import_id)
    from tasks.undo.undo import UndoRequest, rehearse_undo

    key = ProjectKey(tenant, project)
    request = UndoRequest(new_import_id(), key, import_id, cascade)
    if dry_run:
        with open_project(tenant, project) as (con, now):
            report = rehearse_undo(con, request, now)
    else:
        report = _undo(request, debug=debug)
    if as_json:
        print(report.model_dump_json())
        return
    from flows.cli.display.undo import print_undo

    print_undo(report, is_rehearsal=dry_run)


def _undo(request: "UndoRequest", *, debug: bool) -> "UndoReport":
    from flows.cli.with_prefect.server import find_server
    from flows.settings import Settings

    settings = Settings()
    if find_server(settings.home) is not None:
        import asyncio

        from flows.cli.with_prefect.prefect_run import quietly
        from flows.undo_import import undo_import
        from schemas.reports.undo_report import UndoReport

        key = request.key
        run = undo_import(key.tenant, key.project, request.import_id, request.cascade)
        return UndoReport.model_validate(asyncio.run(quietly(run, debug=debug)).details)
    from flows.cli.in_process.local_undo import undo_here

    return undo_here(request, settings)
