"""`orders order create|update`: one order as it happens, which is news and not history."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, open_project
from schemas.errors import UsageError
from schemas.ids import ProjectKey

app = typer.Typer(help="One order as it happens, with all that follows from it.", no_args_is_help=True)

_Source = Annotated[str, typer.Argument(metavar="FILE", help="File with one order as JSON; - is stdin.")]
_UpdateId = Annotated[str | None, typer.Option(help="upd_…: an update with the same id is done only once.")]


@app.command("create")
def create(
    source: _Source,
    tenant: Tenant,
    project: Project,
    update_id: _UpdateId = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Store a new order."""
    _upsert(source, ProjectKey(tenant, project), update_id, as_json, must_exist=False)


@app.command("update")
def update(
    source: _Source,
    tenant: Tenant,
    project: Project,
    update_id: _UpdateId = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Change a stored order: fields given overwrite, the others stay."""
    _upsert(source, ProjectKey(tenant, project), update_id, as_json, must_exist=True)


def _upsert(source: str, key: ProjectKey, update_id: str | None, as_json: bool, *, must_exist: bool) -> None:
    text = _read(source)
    from tasks.updates.one_order import upsert_order

    with open_project(key.tenant, key.project, create=True) as (con, now):
        done = upsert_order(con, text, key, now, update_id=update_id, must_exist=must_exist)
    if as_json:
        print(done.model_dump_json())
        return
    print(f"{done.order_id} {'had been' if done.is_repeat else 'is'} stored by {done.update_id}.")
    print(f"{', '.join(done.events)}: {done.effects.delivery_count} deliveries, {done.effects.points} points.")


def _read(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{source} cannot be read: {error}."
        raise UsageError(message, "Give a file with one order as JSON, or - for stdin.") from error
