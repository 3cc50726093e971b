"""Finds a person in texts: in raw orders, reasons, messages and file names, however JSON spells them there.

A text names the person if it has one of their ids, e-mails or phones as a word of its own; a short one, such as the
source_id `7`, only in quotation marks. Upper and lower case are the same.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

ERASED = "(erased)"
_SHORT = 5
_ALNUM = "[^0-9A-Za-z]"
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


@dataclass(frozen=True)
class Traces:
    """`names` are ids, e-mails and phones; `texts` what else is said of nobody but this person, such as a full name."""

    names: frozenset[str]
    texts: frozenset[str]

    @cached_property
    def pattern(self) -> str:
        """A regular expression that means the same to Python and to DuckDB, for `names`; case does not matter."""
        return _pattern(self.names)

    @cached_property
    def texts_pattern(self) -> str:
        """The same for `texts`."""
        return _pattern(self.texts)

    def names_person(self, text: str) -> bool:
        """Whether one of the names is in the text."""
        return self._names.search(text) is not None

    def tells_of_person(self, text: str) -> bool:
        """Whether a name or anything else of the person is in the text."""
        return self.names_person(text) or self._texts.search(text) is not None

    def redacted(self, text: str) -> str:
        """JSON with `ERASED` for each text in it that names the person; another text as a whole."""
        if not self.names_person(text):
            return text
        try:
            # floats are not needed: what is redacted are reports and rules of ours, with integers
            value: Json = json.loads(text)
        except ValueError:
            return ERASED
        return json.dumps(self._without(value), ensure_ascii=False)

    def _without(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {self._one(name): self._without(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._without(inner) for inner in value]
        return self._one(value) if isinstance(value, str) else value

    def _one(self, text: str) -> str:
        # a short name counts in quotation marks only, which the text of a JSON string has lost
        return ERASED if self.names_person(f'"{text}"') else text

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    @cached_property
    def _texts(self) -> re.Pattern[str]:
        return re.compile(self.texts_pattern, re.IGNORECASE)


def _pattern(texts: Collection[str]) -> str:
    long = sorted({form for text in texts if len(text) >= _SHORT for form in _forms(text)})
    short = sorted({form for text in texts if len(text) < _SHORT for form in _forms(text)})
    parts = [f"(^|{_ALNUM})({'|'.join(long)})($|{_ALNUM})"] if long else []
    parts += [f"[\"']({'|'.join(short)})[\"']"] if short else []
    return "|".join(parts) or "[^\\s\\S]"


def _forms(text: str) -> Iterable[str]:
    """The ways JSON spells a text, each as a regular expression."""
    spelled = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    for form in spelled | {form.replace("/", "\\/") for form in spelled}:
        yield re.escape(form)
