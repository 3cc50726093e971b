"""The shipped mappings by name."""

import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from schemas.errors import UsageError
from schemas.mapping.preset import Recognise
from schemas.orders.source_format import SourceFormat

if TYPE_CHECKING:
    from schemas.mapping.mapping import Mapping

OWN_FORM = "own"
"""In place of a preset's name: the orders are in our own form, whatever else they look like."""
_SUFFIX = ".toml"


@cache
def preset_names() -> tuple[str, ...]:
    """All names, in alphabetical order."""
    found = (each.name for each in files("schemas.presets").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


def preset_text(name: str) -> str:
    """The file as it is shipped. Raises `UsageError` naming the closest if there is none of that name."""
    if name not in preset_names():
        close = get_close_matches(name, preset_names(), n=1, cutoff=0.4)
        hint = f"The closest is {close[0]}." if close else "These are there: " + ", ".join(preset_names()) + "."
        message = f"There is no preset {name!r}."
        raise UsageError(message, hint, operator_hint=f"{hint} `orders presets` lists all.")
    return files("schemas.presets").joinpath(f"{name}{_SUFFIX}").read_text(encoding="utf-8")


class Signature(NamedTuple):
    """How a file is recognised as one for a preset, and where its records are in a JSON document."""

    recognise: Recognise
    records: str | None


@cache
def signatures(format: SourceFormat) -> dict[str, Signature]:
    """Those of all presets for this format, by name; no more is read of a preset than this, which is on every way."""
    return {name: found for name in preset_names() if (found := _signature(preset_text(name), format)) is not None}


def _signature(text: str, format: SourceFormat) -> Signature | None:
    if f'"{format.value}"' not in text:
        return None
    tables = tomllib.loads(text)
    recognise = Recognise.model_validate(tables.get("recognise"))
    return Signature(recognise, tables.get("file", {}).get("records")) if format in recognise.formats else None


@cache
def preset(name: str) -> "Mapping":
    """The mapping of that name; raises as `preset_text` does."""
    from schemas.mapping.mapping import Mapping  # takes its time, which who names no preset need not spend

    return Mapping.from_toml(preset_text(name), f"{name}{_SUFFIX}")


def read_as(name: str | None) -> str:
    """What a report says of a file that was read by this preset; nothing if it was none, or none that is there now."""
    about = preset(name).preset if name is not None and name in preset_names() else None
    return "" if about is None else f"Read as {about.title} (preset {name}). {about.note}".strip()


@cache
def presets() -> "dict[str, Mapping]":
    """All of them by name."""
    return {name: preset(name) for name in preset_names()}
