"""`orders backfill`."""

import json
from pathlib import Path
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
    MappingFile,
    Preset,
    Project,
    RestoreErased,
    Tenant,
    TimeZone,
)
from flows.cli.with_prefect.server import find_server
from schemas.effects.choices import EffectsMode
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.backfill.portion_size import PORTION

if TYPE_CHECKING:
    from flows.settings import Settings
    from schemas.reports.action_report import ActionReport
    from schemas.reports.backfill_report import BackfillReport
    from tasks.backfill.asked_for.asked import BackfillAsked


def backfill_command(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns such as 'o-*.csv', URLs; s3://bucket/folder/.")
    ],
    tenant: Tenant,
    project: Project,
    format: Format = None,
    mapping: MappingFile = None,
    preset: Preset = None,
    encoding: Encoding = None,
    currency: Currency = None,
    time_zone: TimeZone = None,
    date_format: DateFormat = None,
    effects: Annotated[
        EffectsMode | None, typer.Option(help="What entering segments may cause; needed where rules are active.")
    ] = None,
    effects_limit: EffectsLimit = None,
    expect_orders: Annotated[int | None, typer.Option(min=0, help="How many orders there have to be.")] = None,
    expect_amount: Annotated[int | None, typer.Option(help="What they have to come to, in the smallest unit.")] = None,
    expect_months: Annotated[
        Path | None, typer.Option(help="CSV file: month (such as 2020-01), orders, amount, currency.")
    ] = None,
    portion: Annotated[
        int | None, typer.Option(min=1, help=f"Orders that are stored at once [{PORTION}, in a large project more].")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Do not go on with an interrupted one.")] = False,
    restore_erased: RestoreErased = False,
    submit: Annotated[
        bool, typer.Option("--submit", help="Put it in the project's queue and print its id; workers do it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what it would do, by doing it to a copy; store nothing.")
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Import any number of orders from any number of files; interrupted, the same command goes on."""
    key = ProjectKey(tenant, project)
    from flows.cli.display.backfill import print_outcome_of
    from flows.cli.notify import say_end
    from flows.cli.options import absolute_path
    from flows.settings import Settings
    from schemas.reports.backfill_report import BackfillReport
    from tasks.backfill.asked_for.asked import BackfillAsked

    asked = BackfillAsked(
        [source if source == "-" else absolute_path(source) for source in sources],
        format,
        None if mapping is None else absolute_path(str(mapping)),
        preset,
        encoding,
        currency,
        time_zone,
        date_format,
        effects,
        effects_limit,
        expect_orders,
        expect_amount,
        None if expect_months is None else absolute_path(str(expect_months)),
        portion,
        anew,
        restore_erased,
    )
    settings = Settings()
    if dry_run:
        _rehearse(key, asked, settings, submit, as_json)
    if submit:
        _submit(key, asked, settings, as_json, debug)
        return
    report = _run(key, asked, settings, debug)
    print_outcome_of(report, as_json=as_json)
    if isinstance(report, BackfillReport) and find_server(settings.home) is None:
        say_end(report, settings)
    raise typer.Exit(Exit.SOME_REJECTED if report.failed_count or report.differences else Exit.DONE)


def _rehearse(
    key: ProjectKey, asked: "BackfillAsked", settings: "Settings", is_submitted: bool, as_json: bool
) -> NoReturn:
    from flows.cli.display.backfill import print_backfill_dry_run
    from flows.cli.in_process import local_backfill

    if is_submitted:
        message = "A dry run is done in this shell; workers do none."
        raise UsageError(message, "Leave out --submit or --dry-run.")
    would = local_backfill.rehearse_backfill(asked.as_request(key), settings)
    if as_json:
        print(would.model_dump_json())
    else:
        print_backfill_dry_run(would)
    raise typer.Exit(Exit.SOME_REJECTED if would.report.failed_count or would.report.differences else Exit.DONE)


def _run(key: ProjectKey, asked: "BackfillAsked", settings: "Settings", debug: bool) -> "BackfillReport | ActionReport":
    """In this process: as a run of the flow where a Prefect server is."""
    if find_server(settings.home) is None:
        from flows.cli.in_process import local_backfill
        from flows.cli.notify import failure_is_notified

        request = asked.as_request(key)
        with failure_is_notified(settings, request):
            return local_backfill.run_backfill(request, settings)
    from flows.cli.with_prefect import prefect_backfill

    return prefect_backfill.run_backfill(key, asked, settings, debug=debug)


def _submit(key: ProjectKey, asked: "BackfillAsked", settings: "Settings", as_json: bool, debug: bool) -> None:
    from flows.cli.with_prefect.hand_over import hand_over
    from flows.settings import source_variables
    from schemas.ids import action_id_of
    from tasks.backfill.sources import listed
    from tasks.extract.source_secrets import require_no_credentials
    from tasks.intake.queue.import_queue import accept

    for source in asked.sources:
        require_no_credentials(source)
    listed(asked.sources, source_variables())
    action_id = action_id_of(accept(settings.home, key, asked, size=0, quota=settings.backfill_quota))
    print(json.dumps({"id": action_id, "object": "async_action"}) if as_json else action_id)
    hand_over(settings.home, key, debug=debug)
