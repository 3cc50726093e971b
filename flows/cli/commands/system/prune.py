"""`orders prune`: what is older than it is to be kept goes."""

import json
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant
from schemas.ids import ProjectKey


def prune_command(
    tenant: Tenant,
    project: Project,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Remove versions, texts of rejected orders, events, ended deliveries and bodies older than ORDERS_KEEP_…_DAYS."""
    key = ProjectKey(tenant, project)
    from flows.cli.in_process.local_prune import prune_here
    from flows.settings import Settings

    settings = Settings()
    pruned = prune_here(key, settings, is_dry=dry_run)
    if as_json:
        print(json.dumps({"is_dry_run": dry_run, "pruned": pruned}))
        return
    for what, count in pruned.items():
        days = getattr(settings.kept, what)
        print(f"{count:,} {what} older than {days} days {'would go' if dry_run else 'are gone'}.")
    if len(pruned) == 1:
        print("All other history is kept for ever; ORDERS_KEEP_VERSIONS_DAYS and the like say otherwise.")
