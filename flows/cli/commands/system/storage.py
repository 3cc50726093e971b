"""`orders storage`: a project copied from a file of the home to a lake, or back."""

import json
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant
from schemas.ids import ProjectKey
from schemas.storage_kind import StorageKind

app = typer.Typer(help="Copy a project between a file of this machine and a lake that several share.")


@app.command("copy")
def copy_command(
    to: Annotated[StorageKind, typer.Option(help="Where it is to be; it is copied from the other one.")],
    tenant: Tenant,
    project: Project,
    replace: Annotated[bool, typer.Option("--replace", help="Let it take the place of what is there.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Copy all rows while imports wait, compare them, and say what to do next. ORDERS_STORAGE names the lake."""
    key = ProjectKey(tenant, project)
    from flows.cli.in_process.local_storage import copy_here
    from flows.settings import Settings

    copied = copy_here(key, to, Settings(), replaces=replace)
    if as_json:
        print(json.dumps({table: checksum.row_count for table, checksum in copied.items()}))
        return
    rows = sum(checksum.row_count for checksum in copied.values())
    print(f"{rows:,} rows of {len(copied)} tables are in the {to}, and the same in both.")
    where = "with ORDERS_STORAGE" if to is StorageKind.LAKE else "without ORDERS_STORAGE"
    print(f"Now start all that serves {key} {where}: what is imported into the other one from now on is not in it.")
