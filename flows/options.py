"""The options that commands share, spelled once."""

from pathlib import Path
from typing import Annotated

import typer

Tenant = Annotated[str, typer.Option("--tenant", "-t", envvar="ORDERS_TENANT", help="Whose orders, such as acme.")]
Project = Annotated[str, typer.Option("--project", "-p", envvar="ORDERS_PROJECT", help="Which project, such as shop.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show logs, and the traceback of an error.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many.")]


def database_of(tenant: str, project: str) -> Path:
    """The project's database file. Raises `UsageError` for a name that is none."""
    from flows.settings import Settings
    from schemas.ids import ProjectKey

    return ProjectKey(tenant, project).database(Settings().home)
