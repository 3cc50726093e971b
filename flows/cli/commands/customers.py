"""`orders customer erase`: a person is forgotten, and what they ordered stays as nobody's."""

import json
from typing import Annotated, Any

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant
from schemas.ids import ProjectKey

app = typer.Typer(help="Customers of a project.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Customers of a project."""


@app.command()
def erase(
    customer: Annotated[str, typer.Argument(help="id, source_id or e-mail address.")],
    tenant: Tenant,
    project: Project,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Erase a customer from all tables and files; the orders stay, as nobody's. It cannot be undone."""
    key = ProjectKey(tenant, project)
    if not yes:
        typer.confirm(f"Erase {customer} from {key} for good?", abort=True, err=True)
    done = _erase(key, customer, debug=debug)
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
        return
    erased = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in done["erased"].items() if count)
    print(f"{done['id']} is done: {erased}.")
    for left in done["left"]:
        print(left)


def _erase(key: ProjectKey, customer: str, *, debug: bool) -> dict[str, Any]:
    from flows.cli.with_prefect.server import find_server
    from flows.settings import Settings

    settings = Settings()
    if find_server(settings.home) is None:
        from flows.cli.in_process.local_erasure import erase_here

        return erase_here(key, customer, settings).details
    from flows.cli.with_prefect.prefect_erasure import run_erasure

    return run_erasure(key, customer, settings, debug=debug).details
