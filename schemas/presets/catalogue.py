"""The shipped mappings by name."""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from schemas.errors import UsageError
from schemas.mapping.mapping import Mapping

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


@cache
def preset(name: str) -> Mapping:
    """The mapping of that name; raises as `preset_text` does."""
    return Mapping.from_toml(preset_text(name), f"{name}{_SUFFIX}")


@cache
def presets() -> dict[str, Mapping]:
    """All of them by name."""
    return {name: preset(name) for name in preset_names()}
