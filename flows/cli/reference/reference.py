"""Writes `docs/reference.md` from what the code says of itself; `make docs` runs it."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer
from pydantic_core import PydanticUndefined
from typer.models import ArgumentInfo, OptionInfo, ParameterInfo

from flows.cli.exit_codes import Exit
from flows.cli.main import orders_app
from flows.cli.reference.formats import filter_fields, filter_operators, mapping_keys
from flows.cli.reference.markdown import anchor, code, table
from flows.settings import Settings
from schemas.http.error_keys import ERROR_KEYS
from schemas.orders.fields import MAX_DEPTH, MAX_ITEMS
from schemas.orders.reject_codes import RejectCode
from schemas.tables.tables import TABLES
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate

_BEGINNING = """# Reference

Written by `make docs` from the code; a test says whether it is up to date. What the commands are for is in the
[README](../README.md), how to run the system in [operations](operations.md).
"""
_SHARED = ("--tenant", "--project", "--json", "--debug")


def reference() -> str:
    """The whole page: commands, exit codes, settings, what errors, files and filters are made of, tables."""
    sections = {
        "Commands": _commands(),
        "Exit codes": table(("code", "meaning"), ((str(int(each)), each.meaning) for each in Exit)),
        "Settings": table(("variable", "default", "meaning"), _settings()),
        "Errors over HTTP": table(("status", "key", "meaning"), _error_keys()),
        "Reject codes": _reject_codes(),
        "Mapping keys": mapping_keys(),
        "Segment filters": f"{filter_fields()}\n{filter_operators()}",
        "Tables": _tables(),
    }
    return _BEGINNING + "".join(f"\n## {title}\n\n{text}" for title, text in sections.items())


def _reject_codes() -> str:
    listed = f"What kind of fault made an order be handed back: {', '.join(map(code, RejectCode))}."
    depth = f"Lists and objects may lie in one another {MAX_DEPTH} levels deep (`too_deep`), the order being the first"
    return f"{listed}\n\n{depth}; an order may hold {MAX_ITEMS} items (`too_many_items`).\n"


def _commands() -> str:
    shared = {_name(name, info): (name, kind, default, info) for name, kind, default, info in _parameters_of_import()}
    commands = list(_walk(orders_app(), "orders"))
    titles = {path: _title(path, callback) for path, callback in commands}
    listed = ((f"[{titles[path]}](#{anchor(titles[path])})", _texts(callback)[0]) for path, callback in commands)
    common = table(("of most commands", "default", "meaning"), (_row(*shared[name]) for name in _SHARED))
    return f"{table(('command', 'what it does'), listed)}\n{common}" + "".join(
        f"\n### {titles[path]}\n\n{_command(callback)}" for path, callback in commands
    )


def _parameters_of_import() -> Iterator[tuple[str, Any, Any, ParameterInfo]]:
    return _parameters(next(callback for path, callback in _walk(orders_app(), "orders") if path == "orders import"))


def _walk(group: typer.Typer, path: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for each in group.registered_commands:
        callback = each.callback
        if callback is not None:
            yield f"{path} {each.name or callback.__name__}", callback
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _walk(inner.typer_instance, f"{path} {inner.name}")


def _title(path: str, callback: Callable[..., Any]) -> str:
    words = [_argument(*each) for each in _parameters(callback) if isinstance(each[3], ArgumentInfo)]
    return code(" ".join([path, *words]))


def _argument(name: str, _kind: Any, default: Any, info: ParameterInfo) -> str:
    word = _name(name, info).strip("[]")
    return word if default is inspect.Parameter.empty else f"[{word}]"


def _texts(callback: Callable[..., Any]) -> list[str]:
    """The paragraphs of a command's help."""
    return inspect.cleandoc(callback.__doc__ or "").split("\n\n")


def _command(callback: Callable[..., Any]) -> str:
    parameters = list(_parameters(callback))
    rows = [_row(*each) for each in parameters if _name(each[0], each[3]) not in _SHARED]
    rows = [row for row in rows if row[2] or not row[0].isupper()]  # an argument is in the title
    taken = [name for name in _SHARED if name in {_name(each[0], each[3]) for each in parameters}]
    more = f"\nAlso {', '.join(map(code, taken))}.\n" if taken else ""
    own = "\n" + table(("", "default", "meaning"), rows) if rows else ""
    about = "\n\n".join(_texts(callback))
    return f"{about}\n{own}{more}"


def _parameters(callback: Callable[..., Any]) -> Iterator[tuple[str, Any, Any, ParameterInfo]]:
    """Name, type, default and description of each parameter; what is not described is an argument."""
    for name, parameter in inspect.signature(callback, eval_str=True).parameters.items():
        kind, *described = get_args(parameter.annotation) or (parameter.annotation,)
        info = next((each for each in described if isinstance(each, ParameterInfo)), typer.Argument())
        yield name, kind, parameter.default, info


def _name(name: str, info: ParameterInfo) -> str:
    if isinstance(info, ArgumentInfo):
        return info.metavar or name.upper()
    return next(iter(_spelled(info)), f"--{name.replace('_', '-')}")


def _spelled(info: ParameterInfo) -> list[str]:
    # inside of Annotated, the first spelling stands where a default would
    first = [info.default] if isinstance(info, OptionInfo) and isinstance(info.default, str) else []
    return [*first, *(info.param_decls or ())]


def _row(name: str, kind: Any, default: Any, info: ParameterInfo) -> tuple[str, str, str]:
    spelled = [code(each) for each in _spelled(info) or [_name(name, info)]]
    choices = next((each for each in (kind, *get_args(kind)) if isinstance(each, type) and issubclass(each, Enum)), ())
    either = f"One of {', '.join(code(each.value) for each in choices)}." if choices else ""
    variable = f"Or set {code(info.envvar)}." if isinstance(info.envvar, str) else ""
    meaning = " ".join(text for text in (info.help, either, variable) if text)
    return ", ".join(spelled), _default(default), meaning


def _default(default: Any) -> str:
    if default is inspect.Parameter.empty:
        return "required"
    value = default.value if isinstance(default, Enum) else default
    return "" if value in (None, False, []) else code(value)


def _settings() -> Iterator[tuple[str, str, str]]:
    for name, field in Settings.model_fields.items():
        default = "" if field.default is PydanticUndefined else code(field.default)
        yield code(f"ORDERS_{name.upper()}"), default, field.description or ""


def _error_keys() -> Iterator[tuple[str, str, str]]:
    for key, (status, meaning) in ERROR_KEYS.items():
        yield str(status), code(key), meaning


def _tables() -> str:
    with open_memory() as con:
        migrate(con)
        found = con.execute("SELECT table_name, column_name, data_type FROM duckdb_columns()").fetchall()
    types = {(name, column): kind for name, column, kind in found}
    return "\n".join(_table(name, types) for name in TABLES)


def _table(name: str, types: dict[tuple[str, str], str]) -> str:
    described = TABLES[name]
    columns = described.columns.items()
    rows: Iterable[tuple[str, str, str]] = ((code(each), types[name, each], text) for each, text in columns)
    about = f"{described.grain[0].upper()}{described.grain[1:]}.{' A view.' if described.is_view else ''}"
    return f"### {code(name)}\n\n{about}\n\n{table(('column', 'type', 'meaning'), rows)}"


if __name__ == "__main__":
    Path("docs/reference.md").write_text(reference(), encoding="utf-8")
