"""`orders backup` and `orders restore`: a copy of a project that is whole, and the way back."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, absolute_path
from schemas.ids import ProjectKey


def backup_command(
    destination: Annotated[str, typer.Argument(help="A folder, or s3:// gs:// az:// with a prefix.")],
    tenant: Tenant,
    project: Project,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Copy the project's database while imports wait, and print where the backup is."""
    key = ProjectKey(tenant, project)
    from flows.cli.in_process.local_backup import back_up_here
    from flows.settings import Settings

    address, manifest = back_up_here(key, absolute_path(destination), Settings())
    if as_json:
        print(json.dumps({"address": address, **manifest.model_dump(mode="json")}))
        return
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in manifest.row_counts.items())
    typer.echo(f"{counts}; {manifest.byte_count:,} bytes.", err=True)
    if manifest.waiting_count:
        typer.echo(f"Not in it: {manifest.waiting_count:,} submissions that wait in the queue.", err=True)
    if manifest.erasure_key:
        typer.echo("People were erased here: keep ORDERS_HOME/erasure.key, but not with the backup.", err=True)
    print(address)


def restore_command(
    backup: Annotated[str, typer.Argument(help="The folder or URL that `orders backup` printed.")],
    tenant: Tenant,
    project: Project,
    replace: Annotated[bool, typer.Option("--replace", help="Let it take the place of the project that is there.")] = (
        False
    ),
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Let the project be what it was when the backup was made; nothing is sent by it."""
    key = ProjectKey(tenant, project)
    from flows.cli.in_process.local_backup import restore_here
    from flows.settings import Settings

    restored = restore_here(key, absolute_path(backup), Settings(), replaces=replace)
    if as_json:
        print(json.dumps({**asdict(restored), "manifest": restored.manifest.model_dump(mode="json")}))
        return
    print(f"{key} is as it was at {restored.manifest.created_at:%Y-%m-%d %H:%M:%S} UTC.")
    for count, said in (
        (restored.erased_again_count, "customers who were erased since have been erased again."),
        (restored.given_up_count, "messages that were still to be sent are given up: `orders deliveries retry --all`."),
    ):
        if count:
            print(f"{count:,} {said}")
    if restored.lost_imports:
        print("Imports since then, which are not in it any more; submit their files again:")
        print("\n".join(restored.lost_imports))
