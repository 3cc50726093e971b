"""Rules, deliveries and effects for a person at a terminal, or as JSON for a program."""

import json
from collections.abc import Sequence

from pydantic import BaseModel
from rich.markup import escape
from rich.table import Table

from flows.cli.render import new_console
from schemas.effects.effects import ImportEffects


def print_models(models: Sequence[BaseModel], columns: Sequence[str], *, as_json: bool) -> None:
    """One line a model with these of its fields, or a JSON list with all of them."""
    if as_json:
        print(json.dumps([each.model_dump(mode="json") for each in models], ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for each in models:
        table.add_row(*(_shown(getattr(each, column)) for column in columns))
    new_console().print(table)


def print_model(model: BaseModel, columns: Sequence[str], *, as_json: bool) -> None:
    """One model as its line, or as a JSON object."""
    if as_json:
        print(model.model_dump_json())
    else:
        print_models([model], columns, as_json=False)


def print_effects(effects: ImportEffects, *, as_json: bool) -> None:
    """What an import has caused, rule by rule, and what is held."""
    if as_json:
        print(json.dumps(effects.as_json(), ensure_ascii=False))
        return
    columns = ("kind", "name", "delivery_count", "held_count", "points", "held_points", "rule_id")
    print_models(effects.rules, columns, as_json=False)
    if effects.message:
        new_console().print(escape(effects.message), soft_wrap=True)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return escape(", ".join(map(str, value)) if isinstance(value, list) else str(value))
