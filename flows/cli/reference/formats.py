"""The part of the reference about what people write: mapping files and segment filters."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from flows.cli.reference.markdown import code, table
from schemas.mapping.columns import Metadata, Rest
from schemas.mapping.conditions import Condition
from schemas.mapping.dates import ZoneColumn
from schemas.mapping.mapping import Mapping
from schemas.mapping.money import CurrencyColumn
from schemas.mapping.values import Value, ValueType
from schemas.segments.fields import FIELDS, METADATA_PREFIX
from schemas.segments.fields import Kind as FieldKind
from schemas.segments.operators import GROUPS, OPERATORS, Group

_VALUE = """A *value* is a column's name, a list of values of which the first that is there counts, or a table with
these keys. It is taken from one of the first six; what is done to it afterwards is done in the order of this table.
"""
_CONDITION = """A *condition* is a table with these keys, or a list of such tables.
"""
_CURRENCY = """A *currency* is a code, or a table with these keys:
"""
_ZONE = """A *time zone* is a name, or a table with these keys:
"""
_REST = """In metadata the key `*` stands for all columns that the mapping does not name; it is `"*"`, or a table with
this key:
"""
_DESCRIBED = ((_VALUE, Value), (_CONDITION, Condition), (_CURRENCY, CurrencyColumn), (_ZONE, ZoneColumn), (_REST, Rest))


def mapping_keys() -> str:
    """The keys of a mapping file, table by table."""
    columns = ("key", "value", "default", "meaning")
    shared = "\n".join(f"{about}\n{table(columns, _described(model))}" for about, model in _DESCRIBED)
    return shared + "".join(f"\n{text}" for text in _tables_of(Mapping, ""))


def _described(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """The keys that are written: one without a description stands for a text in place of the table."""
    return (row for row in _own_keys(model) if row[-1])


def _tables_of(model: type[BaseModel], path: str) -> Iterator[str]:
    title = code(f"[{path}]") if path else "At the top of the file"
    rows = list(_own_keys(model))
    if rows:
        about = "" if model is Mapping else f"{(model.__doc__ or '').strip()}\n\n"
        yield f"### {title}\n\n{about}{table(('key', 'value', 'default', 'meaning'), rows)}"
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is not None and not _is_in_line(inner):
            yield from _tables_of(inner, f"{path}.{name}".lstrip("."))


def _is_in_line(model: type[BaseModel]) -> bool:
    """Whether it is described once, or too small for a section of its own."""
    return model in (Value, Condition, Metadata, CurrencyColumn, ZoneColumn)


def _own_keys(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """The keys that are no tables of their own: name, kind of value, default, meaning."""
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is None or _is_in_line(inner):
            default = "required" if field.is_required() else _default(field.default)
            yield code(field.alias or name), _kind(field.annotation, field.metadata), default, field.description or ""


def _default(default: Any) -> str:
    if isinstance(default, BaseModel):
        return code("UTC")
    return "" if default in (None, PydanticUndefined, "", (), {}, False) else code(default)


def _kind(annotation: Any, marks: list[Any]) -> str:
    mark = next((mark for mark in marks if isinstance(mark, ValueType)), None)
    if mark is not None:
        return f"value: {mark}"
    parts = list(_leaves(annotation))
    named = {Value: "value", Condition: "condition", Metadata: "table of values, or `*`"}
    several = "list of " if tuple in _origins(annotation) else ""
    for model, said in named.items():
        if model in parts:
            return f"{several}{said}s" if several else said
    if CurrencyColumn in parts or ZoneColumn in parts:
        return "text or table"
    texts = [code(part if part.strip() else f'"{part}"') for part in parts if isinstance(part, str)]
    kinds = {dict: "table of texts", bool: "true or false", int: "whole number"}
    plain = next((said for kind, said in kinds.items() if kind in (*parts, *_origins(annotation))), "text")
    return (several + ", ".join(texts)) if texts else (f"text or {several}texts" if several else plain)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    return next((part for part in _leaves(annotation) if isinstance(part, type) and issubclass(part, BaseModel)), None)


def _leaves(annotation: Any) -> Iterator[Any]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for part in inner:
        yield from _leaves(part)


def _origins(annotation: Any) -> set[Any]:
    own = {getattr(annotation, "__origin__", None)}
    return own.union(*(_origins(part) for part in get_args(annotation)))


def filter_fields() -> str:
    """The fields of customers that a filter can ask about, and the operators that suit each kind."""
    named = [*((field.name, field.kind) for field in FIELDS.values()), (f"{METADATA_PREFIX}<key>", FieldKind.METADATA)]
    rows = (
        (code(name), str(kind), ", ".join(group for group in Group if group in GROUPS[kind])) for name, kind in named
    )
    return table(("field", "holds", "operators"), rows)


def filter_operators() -> str:
    """The operators, group by group."""
    names = {group: [name for name, each in OPERATORS.items() if each.group is group] for group in Group}
    return table(("operators", ""), ((group, " ".join(map(code, several))) for group, several in names.items()))
