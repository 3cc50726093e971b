"""Writes the reference part of the README from what the code says of itself: `python -m flows.cli.reference`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic_core import PydanticUndefined

from flows.cli.exit_codes import Exit
from flows.cli.main import app
from flows.settings import Settings
from schemas.columns import TABLES

START, END = "<!-- generated: reference (make docs) -->\n", "<!-- end -->\n"


def reference() -> str:
    """Commands, exit codes, settings, tables and columns, as Markdown."""
    parts = [
        ("## Commands", ("command", "what it does"), _commands(typer.main.get_command(app), "orders")),
        ("## Exit codes", ("code", "meaning"), ((str(int(code)), code.meaning) for code in Exit)),
        ("## Settings", ("variable", "default", "meaning"), _settings()),
    ]
    tables = "\n".join(_table_text(name) for name in TABLES)
    return "\n".join(f"{title}\n\n{_table(head, rows)}" for title, head, rows in parts) + f"\n## Tables\n\n{tables}"


def inserted(readme: str) -> str:
    """The README with its reference brought up to date."""
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n{reference()}\n{END}{rest.partition(END)[2]}"


def _commands(command: Any, path: str) -> Iterator[tuple[str, str]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}")
    else:
        summary = (command.help or "").strip().partition("\n\n")[0].replace("\n", " ")
        yield f"`{path}`", summary


def _settings() -> Iterator[tuple[str, str, str]]:
    for name, field in Settings.model_fields.items():
        default = "" if field.default is PydanticUndefined else f"`{field.default}`"
        yield f"`ORDERS_{name.upper()}`", default, field.description or ""


def _table_text(name: str) -> str:
    described = TABLES[name]
    columns = _table(("column", "meaning"), ((f"`{column}`", text) for column, text in described.columns.items()))
    return f"<details><summary><code>{name}</code>: {described.grain}</summary>\n\n{columns}\n</details>\n"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    README = Path(__file__).parents[2] / "README.md"
    README.write_text(inserted(README.read_text(encoding="utf-8")), encoding="utf-8")
