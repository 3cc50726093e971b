"""`orders effects show|release|drop`: what an import or an update has caused, and what of it is held."""

from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, open_project

app = typer.Typer(help="What an import has caused, and what of it is held.", no_args_is_help=True)

_ImportId = Annotated[str, typer.Argument(metavar="IMPORT_ID", help="Of an import, or of an on-going update.")]


@app.command()
def show(import_id: _ImportId, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show what an import has caused, rule by rule."""
    from flows.cli.display.tables import print_effects
    from tasks.effects.import_effects import effects_of

    with open_project(tenant, project) as (con, _):
        print_effects(effects_of(con, import_id), as_json=as_json)


@app.command()
def release(
    import_id: _ImportId, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False
) -> None:
    """Let the held effects of an import go."""
    from flows.cli.display.tables import print_effects
    from tasks.effects.import_effects import release_effects
    from tasks.segments.refresh import finish_earlier

    with open_project(tenant, project) as (con, now):
        finish_earlier(con)  # what is to be held of it may not be there yet
        print_effects(release_effects(con, import_id, now), as_json=as_json)


@app.command()
def drop(import_id: _ImportId, tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Forget the held effects of an import for good."""
    from flows.cli.display.tables import print_effects
    from tasks.effects.import_effects import drop_effects
    from tasks.segments.refresh import finish_earlier

    with open_project(tenant, project) as (con, now):
        finish_earlier(con)  # what is to be held of it may not be there yet
        print_effects(drop_effects(con, import_id, now), as_json=as_json)
