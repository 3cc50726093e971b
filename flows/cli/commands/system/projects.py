"""`orders project create|rotate-token|list|delete`: the keys with which clients reach a project over HTTP."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import AsJson, home
from schemas.errors import UsageError
from schemas.ids import ProjectKey

if TYPE_CHECKING:
    from tasks.intake.api_keys import Credentials

app = typer.Typer(help="The keys of projects for the HTTP API.", no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="TENANT/PROJECT", help="Such as acme/shop.")]


@app.command()
def create(name: _Name, as_json: AsJson = False) -> None:
    """Give a project its keys and print them, this once."""
    from tasks.intake.api_keys import create_project

    _print_keys(create_project(home(), _key(name)), as_json)


@app.command("rotate-token")
def rotate(name: _Name, as_json: AsJson = False) -> None:
    """Replace a project's token; the old one is refused from now on."""
    from tasks.intake.api_keys import rotate_token

    _print_keys(rotate_token(home(), _key(name)), as_json)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """List the projects that have keys."""
    from tasks.intake.api_keys import list_projects

    found = list_projects(home())
    if as_json:
        print(json.dumps([{**asdict(project), "key": str(project.key)} for project in found]))
        return
    for project in found:
        print(f"{project.key}  {project.app_id}  since {project.rotated_at or project.created_at}")


@app.command()
def delete(
    name: _Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False, as_json: AsJson = False
) -> None:
    """Take a project's keys away; its orders stay where they are."""
    from tasks.intake.api_keys import delete_project

    key = _key(name)
    if not yes:
        typer.confirm(f"Clients of {key} will be refused. Take its keys away?", abort=True, err=True)
    delete_project(home(), key)
    print(json.dumps({"deleted": str(key)}) if as_json else f"{key} has no keys any more.")


def _key(name: str) -> ProjectKey:
    tenant, slash, project = name.partition("/")
    if not slash:
        message = f"{name!r} does not name a project."
        raise UsageError(message, "Write TENANT/PROJECT, such as acme/shop.")
    return ProjectKey(tenant, project)


def _print_keys(made: "Credentials", as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(made)))
        return
    print(f"X-App-Id: {made.app_id}\nX-App-Token: {made.app_token}")
    typer.echo("The token is shown this once: keep it in a safe place.", err=True)
