"""`orders keys create|list|revoke`: who may reach a project over HTTP, and what he may do there."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, home
from schemas.ids import ProjectKey
from schemas.scopes import Scope

if TYPE_CHECKING:
    from tasks.intake.keys.keys import ApiKey

app = typer.Typer(help="The keys of a project for the HTTP API: their scopes, ends and last use.", no_args_is_help=True)

_Scopes = Annotated[list[Scope], typer.Option("--scope", help="What it may do; repeatable.")]
_Ends = Annotated[
    datetime | None,
    typer.Option("--expires", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="When it ends, in UTC. Default: never."),
]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Who uses it.")],
    tenant: Tenant,
    project: Project,
    scope: _Scopes,
    expires: _Ends = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Make a key and print it, this once; none of the scopes contains another."""
    key = ProjectKey(tenant, project)
    from tasks.intake.keys.keys import NewKey, create_key

    made, secret = create_key(home(), key, NewKey(name, scope, expires))
    if as_json:
        print(json.dumps({**asdict(made), "app_token": secret}))
        return
    print(f"X-App-Id: {made.id}\nX-App-Token: {secret}")
    typer.echo(f"It may {', '.join(made.scopes)}. The token is shown this once: keep it in a safe place.", err=True)


@app.command("list")
def list_command(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """List a project's keys: their scopes, when they were made and used last, when they end or were revoked."""
    key = ProjectKey(tenant, project)
    from tasks.intake.keys.keys import list_keys

    found = list_keys(home(), key)
    if as_json:
        print(json.dumps([asdict(each) for each in found]))
        return
    for each in found:
        print(_line(each))


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="Its id (X-App-Id) or its name.")],
    tenant: Tenant,
    project: Project,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Refuse a key from now on, and the access tokens that it has got."""
    key = ProjectKey(tenant, project)
    from tasks.intake.keys.keys import revoke_key

    gone = revoke_key(home(), key, key_id)
    print(json.dumps(asdict(gone)) if as_json else f"{gone.name} ({gone.id}) is revoked.")


def _line(key: "ApiKey") -> str:
    """One line a key, its times in UTC."""
    used = f"last used {key.last_used_at}" if key.last_used_at else "not used yet"
    ends = f", expires {key.expires_at}" if key.expires_at else ""
    revoked = f", revoked {key.revoked_at}" if key.revoked_at else ""
    return f"{key.name}  {key.id}  {','.join(key.scopes)}  since {key.created_at}, {used}{ends}{revoked}"
