"""`orders import`, `orders show`, `orders imports`."""

import json
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from flows.cli.exit_codes import Exit
from flows.cli.options import (
    AsJson,
    Currency,
    DateFormat,
    Debug,
    EffectsLimit,
    Encoding,
    Format,
    Limit,
    MappingFile,
    Preset,
    Project,
    RestoreErased,
    Tenant,
    TimeZone,
    open_project,
)
from schemas.effects.choices import EffectsMode
from schemas.ids import ProjectKey, new_import_id, parse_import_id

if TYPE_CHECKING:
    from flows.settings import Settings
    from schemas.reports.report import ImportReport
    from tasks.imports.request import ImportRequest


def import_command(
    source: Annotated[str, typer.Argument(help="Path, - for stdin, or s3:// gs:// az:// https:// URL.")],
    tenant: Tenant,
    project: Project,
    format: Format = None,
    mapping: MappingFile = None,
    preset: Preset = None,
    encoding: Encoding = None,
    currency: Currency = None,
    time_zone: TimeZone = None,
    date_format: DateFormat = None,
    import_id: Annotated[str | None, typer.Option(help="Go on with this interrupted import.")] = None,
    effects: Annotated[EffectsMode, typer.Option(help="What entering segments may cause.")] = EffectsMode.DEFAULT,
    effects_limit: EffectsLimit = None,
    restore_erased: RestoreErased = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what it would do; write nothing.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Import a file of historical orders and report what happened."""
    key = ProjectKey(tenant, project)
    import_id = None if import_id is None else parse_import_id(import_id)
    from flows.cli.in_process import local_import
    from flows.cli.notify import failure_is_notified, say_end
    from flows.cli.options import absolute_path
    from flows.cli.with_prefect.server import find_server
    from flows.settings import Settings
    from schemas.presets.facts import FileFacts
    from tasks.imports.request import ImportRequest

    settings = Settings()
    request = ImportRequest(
        import_id=import_id or new_import_id(),
        key=key,
        source=absolute_path(source),
        format=format,
        mapping=None if mapping is None else absolute_path(str(mapping)),
        preset=preset,
        facts=FileFacts(encoding, currency, time_zone, date_format),
        effects=effects,
        effects_limit=effects_limit,
        restores_erased=restore_erased,
    )
    server = find_server(settings.home)
    if dry_run:
        _rehearse(request, settings, as_json, debug)
    if server is None:
        with failure_is_notified(settings, request):
            report = local_import.run_import(request, settings)
    else:
        from flows.cli.with_prefect.prefect_run import run_import

        report = run_import(request, is_again=import_id is not None, debug=debug)
    _show(report, as_json)
    if server is None:
        say_end(report, settings)
    if server is None and not as_json:
        print("No run history: start `orders up` (or set PREFECT_API_URL), and imports are runs in Prefect's UI.")
    raise typer.Exit(Exit.SOME_REJECTED if report.failed else Exit.DONE)


def _rehearse(request: "ImportRequest", settings: "Settings", as_json: bool, debug: bool) -> NoReturn:
    from flows.cli.display.report import print_dry_run
    from flows.cli.in_process import local_import
    from flows.cli.with_prefect.caps import cap_in_force

    would = local_import.rehearse_import(request, cap_in_force(request.key, debug=debug), settings)
    if as_json:
        print(would.model_dump_json())
    else:
        print_dry_run(would)
    raise typer.Exit(Exit.SOME_REJECTED if would.failed else Exit.DONE)


def show(import_id: str, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show the report of one import or undo."""
    import_id = parse_import_id(import_id)
    from tasks.imports.history import find
    from tasks.undo.undo import find_undo

    with open_project(tenant, project) as (con, _):
        undone = find_undo(con, import_id)
        report = find(con, ProjectKey(tenant, project), import_id)
    if undone is None:
        _show(report, as_json)
    elif as_json:
        print(undone.model_dump_json())
    else:
        from flows.cli.display.undo import print_undo

        print_undo(undone)


def imports(tenant: Tenant, project: Project, limit: Limit = 20, as_json: AsJson = False, debug: Debug = False) -> None:
    """List the project's imports, newest first."""
    from flows.cli.display.report import print_history
    from tasks.imports.history import history
    from tasks.undo.chosen import inactive, undos_of

    with open_project(tenant, project) as (con, _):
        reports = history(con, ProjectKey(tenant, project), limit)
        undone = inactive(undos_of(con))
    if as_json:
        from schemas.async_action import ImportAction

        print(json.dumps([ImportAction.of_report(report).as_json() for report in reports], ensure_ascii=False))
    else:
        print_history(reports, undone)


def _show(report: "ImportReport", as_json: bool) -> None:
    if as_json:
        from schemas.async_action import ImportAction

        print(json.dumps(ImportAction.of_report(report).as_json(), ensure_ascii=False))
        return
    from flows.cli.display.report import print_report

    print_report(report)
