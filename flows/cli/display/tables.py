"""Tables for a person at a terminal, or the same as JSON for a program."""

import json
from collections.abc import Sequence

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.effects.effects import ImportEffects
from schemas.segments.segment import Segment, SegmentMember
from schemas.timestamps import to_the_second

_NUMBERS = {"inserted", "updated", "imported", "rejected", "entered", "left", "members", "deliveries", "points", "held"}
_NUMBERS |= {"removed", "restored", "changed"}


def new_console() -> Console:
    """A console for stdout."""
    console = Console(highlight=False)
    # a file or a pipe gets whole lines: only a real terminal wraps
    return console if console.is_terminal else Console(highlight=False, width=160)


def new_table(*columns: str) -> Table:
    """A table without rows, its numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in _NUMBERS else "left", overflow="fold")
    return table


def print_models(models: Sequence[BaseModel], columns: Sequence[str], *, as_json: bool) -> None:
    """One line a model with these of its fields, or a JSON list with all of them."""
    if as_json:
        _print_json(models)
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
    columns = (
        *("kind", "name", "delivery_count", "held_count", "dropped_count"),
        *("points", "held_points", "dropped_points", "rule_id"),
    )
    print_models(effects.rules, columns, as_json=False)
    if effects.message:
        new_console().print(escape(effects.message), soft_wrap=True)


def print_segments(segments: Sequence[Segment], *, as_json: bool) -> None:
    """One line a segment, or a JSON list."""
    if as_json:
        _print_json(segments)
        return
    table = new_table("segment", "type", "members", "entered", "left", "active", "refreshed (UTC)", "id")
    for one in segments:
        refreshed = to_the_second(one.refreshed_at) if one.refreshed_at else ""
        counts = (f"{one.member_count:,}", f"{one.entered_count:,}", f"{one.left_count:,}")
        table.add_row(escape(one.name), one.type, *counts, "yes" if one.is_active else "no", refreshed, one.id)
    new_console().print(table)


def print_members(members: Sequence[SegmentMember], *, as_json: bool) -> None:
    """One line a member, or a JSON list."""
    if as_json:
        _print_json(members)
        return
    table = new_table("customer", "source_id", "name", "email", "entered (UTC)")
    for one in members:
        texts = (escape(text or "") for text in (one.source_id, one.name, one.email))
        table.add_row(one.customer_id, *texts, to_the_second(one.entered_at))
    new_console().print(table)


def _print_json(models: Sequence[BaseModel]) -> None:
    print(json.dumps([each.model_dump(mode="json") for each in models], ensure_ascii=False))


def _shown(value: object) -> str:
    if value is None:
        return ""
    return escape(", ".join(map(str, value)) if isinstance(value, list) else str(value))
