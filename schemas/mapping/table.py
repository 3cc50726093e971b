"""What all tables of a mapping share: they are frozen, and refuse a key that they do not have, naming the closest."""

from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator


class Table(BaseModel):
    """A table of the TOML file; a key in it that is not one of its fields is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_key(cls, given: object) -> object:
        if isinstance(given, dict):
            keys = [field.alias or name for name, field in cls.model_fields.items()]
            for name in given:
                if name not in keys:
                    raise ValueError(_unknown(str(name), keys))
        return given


def _unknown(name: str, keys: list[str]) -> str:
    close = get_close_matches(name, keys, n=1, cutoff=0.5)
    hint = f"the closest one is {close[0]!r}" if close else f"there are {', '.join(sorted(keys))}"
    return f"{name!r} is no key of this table; {hint}"


def _as_list(given: object) -> object:
    return [given] if isinstance(given, str | dict) else given


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""One text, or a list of them."""
OneOrMore = BeforeValidator(_as_list)
"""For a list of tables: one table stands for a list of one."""


def written_key(parts: tuple[int | str, ...], given: object) -> str:
    """The key as it is written in the file, whatever the model makes of it."""
    names = []
    for part in parts:
        inside: object = dict(enumerate(given)) if isinstance(given, list) else given
        # what is not inside is a place of the model's own: for a text that stands for a table, a table for a list
        if isinstance(inside, dict) and part in inside:
            given = inside[part]
            names.append(str(part))
    return ".".join(names)
