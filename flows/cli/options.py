"""The options that commands share, spelled once, and what they stand for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.clock import naive_utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.orders.source_format import SourceFormat

if TYPE_CHECKING:
    from tasks.warehouse.statements import Connection


def _checked(option: typer.CallbackParam, name: str) -> str:
    # here, and not first in the commands, so that a bad name is refused before they import what they need
    ProjectKey(**{"tenant": "any", "project": "any", option.name or "": name})
    return name


Tenant = Annotated[
    str,
    typer.Option("--tenant", "-t", envvar="ORDERS_TENANT", callback=_checked, help="Whose orders, such as acme."),
]
Project = Annotated[
    str,
    typer.Option("--project", "-p", envvar="ORDERS_PROJECT", callback=_checked, help="Which project, such as shop."),
]


def _is_shipped(name: str | None) -> str | None:
    from schemas.presets.catalogue import OWN_FORM, preset_text

    if name not in (None, OWN_FORM):
        preset_text(name)
    return name


Format = Annotated[SourceFormat | None, typer.Option(help="Default: found from name and content.")]
MappingFile = Annotated[Path | None, typer.Option(help="TOML file for CSV or Parquet files of line items.")]
Preset = Annotated[
    str | None,
    typer.Option(
        callback=_is_shipped,
        help="Name of a shipped mapping, or own: our own form. Default: found from the names in the file.",
    ),
]
Encoding = Annotated[str | None, typer.Option(help="Of a text that is not UTF-8, such as windows-1252.")]
Currency = Annotated[str | None, typer.Option(help="Of amounts whose currency the file does not say, such as EUR.")]
TimeZone = Annotated[str | None, typer.Option(help="Of times that come without, such as Europe/Berlin.")]
DateFormat = Annotated[str | None, typer.Option(help="Of times, instead of the mapping's, such as %d/%m/%Y %H:%M.")]
EffectsLimit = Annotated[int | None, typer.Option(min=0, help="Hold deliveries if there are more.")]
RestoreErased = Annotated[
    bool, typer.Option("--restore-erased", help="Bring customers back who were erased, with all that the file says.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show logs, and the traceback of an error.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many.")]


def home() -> Path:
    """The folder of the databases."""
    from flows.settings import Settings

    return Settings().home


@contextmanager
def open_project(tenant: str, project: str, *, create: bool = False) -> Iterator[tuple["Connection", datetime]]:
    """The project's open database, and the time (UTC, without a zone, as databases keep it).

    Raises `UsageError` for a name that is none, and for a project without a database unless `create`.
    """
    key = ProjectKey(tenant, project)
    from tasks.warehouse.connection import open_warehouse

    with open_warehouse(home(), key, create=create) as con:
        yield con, naive_utc_now()


def absolute_path(text: str) -> str:
    """A local path from the root, for processes that start elsewhere and for the history; else `text` as it is."""
    from tasks.extract.source_name import is_local

    return str(Path(text).expanduser().absolute()) if is_local(text) else text


def json_value(option: str, text: str) -> Any:
    """The value of an option that is JSON, or @FILE with JSON in it. Raises `UsageError` if it is neither."""
    try:
        given = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        return json.loads(given)
    except OSError as error:
        message = f"{option} names {text[1:]}, which cannot be read: {error.strerror}."
        raise UsageError(message, "Give the path of a file with JSON in it after the @.") from error
    except ValueError as error:
        message = f"{option} is not JSON: {error}."
        raise UsageError(message, "Quote it for the shell, or put it into a file and give @FILE.") from error
