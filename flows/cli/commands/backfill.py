"""`orders backfill`."""

from pathlib import Path
from typing import Annotated

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
from schemas.effects.effects import EffectsMode
from schemas.ids import ProjectKey
from tasks.backfill.portion_size import PORTION


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
    portion: Annotated[int, typer.Option(min=1, help="Orders that are stored at once.")] = PORTION,
    anew: Annotated[bool, typer.Option("--anew", help="Do not go on with an interrupted one.")] = False,
    restore_erased: RestoreErased = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Import any number of orders from any number of files; interrupted, the same command goes on."""
    key = ProjectKey(tenant, project)
    from flows.cli.display.backfill import print_backfill
    from flows.cli.local_backfill import run_backfill
    from flows.cli.options import absolute_path
    from flows.settings import Settings
    from schemas.presets.facts import FileFacts
    from schemas.reconciliation import Expectations
    from tasks.backfill.expectations import read_expected_months
    from tasks.backfill.request import BackfillRequest

    request = BackfillRequest(
        key=key,
        sources=tuple(source if source == "-" else absolute_path(source) for source in sources),
        format=format,
        mapping=None if mapping is None else absolute_path(str(mapping)),
        preset=preset,
        facts=FileFacts(encoding, currency, time_zone, date_format),
        effects=effects,
        effects_limit=effects_limit,
        portion=portion,
        is_anew=anew,
        expected=Expectations(
            orders=expect_orders,
            amount=expect_amount,
            months=read_expected_months(expect_months) if expect_months else (),
        ),
        restores_erased=restore_erased,
    )
    report = run_backfill(request, Settings())
    if as_json:
        print(report.model_dump_json())
    else:
        print_backfill(report)
    raise typer.Exit(Exit.SOME_REJECTED if report.failed_count or report.differences else Exit.DONE)
