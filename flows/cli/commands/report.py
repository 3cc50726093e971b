"""`orders report`: what an import, a backfill or a whole project holds, as one page to look at in a browser."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Debug, Project, Tenant, open_project
from schemas.errors import UsageError
from schemas.ids import ProjectKey, parse_import_id

_Id = Annotated[str | None, typer.Argument(metavar="[ID]", help="imp_… or aa_…; leave out: the whole project.")]
_Output = Annotated[Path | None, typer.Option(help="Where to write it, - for stdout. Default: ID.html, here.")]
_Open = Annotated[bool, typer.Option("--open", help="Show it in the browser.")]
_Currency = Annotated[str | None, typer.Option(help="Of orders that state none, such as EUR.")]


def report(
    tenant: Tenant,
    project: Project,
    action_id: _Id = None,
    output: _Output = None,
    is_opened: _Open = False,
    currency: _Currency = None,
    debug: Debug = False,
) -> None:
    """Write a page about an import, a backfill or the whole project: months, rejects, segments, products, time.

    One file of HTML that needs no network. Prints where it is.
    """
    import_id = None if action_id is None else parse_import_id(action_id)
    if is_opened and output == Path("-"):
        message = "A page on stdout cannot be opened."
        raise UsageError(message, "Name a file with --output, or leave --open out.")
    page = _page(ProjectKey(tenant, project), import_id, currency)
    if output == Path("-"):
        sys.stdout.write(page)
        return
    path = output or Path(f"{import_id or f'{tenant}-{project}'}.html")
    path.write_text(page, encoding="utf-8")
    print(path)
    if is_opened:
        import webbrowser

        if not webbrowser.open(path.absolute().as_uri()):
            print(f"There is no browser here; open {path} in one.", file=sys.stderr)


def _page(key: ProjectKey, import_id: str | None, currency: str | None) -> str:
    from tasks.report.read import facts_of_import, facts_of_project, require_currency

    require_currency(currency)
    with open_project(key.tenant, key.project) as (con, _):
        if import_id is None:
            facts = facts_of_project(con, key, currency)
        else:
            facts = facts_of_import(con, key, import_id, currency)
    from tasks.report.page import render

    return render(facts)
