"""What a filter can ask about in a row of customer facts, as SQL: one expression for each type a value may have.

Columns have one type each. A value in `metadata` may have any, so it has all the expressions, each NULL unless the
stored JSON is of that type; nothing is cast that does not fit, so no stored value can make a filter fail.
"""

from dataclasses import dataclass, field
from typing import Any

from schemas.segment_operators import Field, Kind

# The forms of time that orders use (`schemas.time_text`), in words of DuckDB's regular expressions.
_ZONE = "[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6}0{0,3})?)?"
_TIME = f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[Tt ]{_CLOCK}(?:{_ZONE})?)?"
_COLUMN_TYPES = {
    **{Kind.TEXT: "VARCHAR", Kind.WHOLE: "HUGEINT", Kind.COUNT: "HUGEINT", Kind.REAL: "DOUBLE"},
    **{Kind.TIME: "TIMESTAMP", Kind.BIRTHDATE: "TIMESTAMP"},
}


@dataclass(slots=True)
class Binder:
    """Collects the values of one statement; each goes into the text as the name of its parameter."""

    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """The placeholder for `value`."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"


@dataclass(frozen=True, slots=True)
class Facts:
    """SQL of one value: whether there is one, what it is by SQL type, and its elements (JSON[]) if it can be a list.

    A number is either HUGEINT or DOUBLE, the other is NULL, so that whole numbers are compared exactly.
    """

    is_present: str
    typed: dict[str, str]
    items: str | None = None


def facts_of(asked: Field, binder: Binder) -> Facts:
    """The expressions for a field; column names are from our own list, metadata keys are bound."""
    if asked.kind is Kind.METADATA:
        return _metadata_facts(_extracted(asked.key or "", binder))
    type_ = _COLUMN_TYPES[asked.kind]
    return Facts(f"{asked.column} IS NOT NULL", {type_: f"CAST({asked.column} AS {type_})"})


def _metadata_facts(value: str) -> Facts:
    return Facts(
        is_present=f"json_type({value}) <> 'NULL'",
        typed={**{type_: read(value) for type_, read in JSON_READERS.items()}, "TIMESTAMP": _moment_of(text_of(value))},
        items=f"CASE WHEN json_type({value}) = 'ARRAY' THEN json_extract({value}, '$[*]') END",
    )


def _extracted(key: str, binder: Binder) -> str:
    """The value under the whole key, else under its path of dots; both JSON pointers, whatever the key holds."""
    pointer = key.replace("~", "~0").replace("/", "~1")
    whole_key = f"json_extract(metadata, {binder.bind(f'/{pointer}')})"
    if "." not in key:
        return whole_key
    path = pointer.replace(".", "/")
    return f"coalesce({whole_key}, json_extract(metadata, {binder.bind(f'/{path}')}))"


def text_of(json: str) -> str:
    """A JSON text's own text, else NULL."""
    return f"CASE WHEN json_type({json}) = 'VARCHAR' THEN json_extract_string({json}, '$') END"


def whole_of(json: str) -> str:
    """A JSON whole number of up to 38 digits as HUGEINT, else NULL; DuckDB itself calls those over 64 bits DOUBLE."""
    digits = f"json_extract_string({json}, '$')"
    is_whole = f"{_is_number(json)} AND regexp_full_match({digits}, '-?[0-9]+')"
    return f"CASE WHEN {is_whole} THEN TRY_CAST({digits} AS HUGEINT) END"


def real_of(json: str) -> str:
    """Any other JSON number as DOUBLE, else NULL."""
    digits = f"json_extract_string({json}, '$')"
    return f"CASE WHEN {_is_number(json)} AND {whole_of(json)} IS NULL THEN TRY_CAST({digits} AS DOUBLE) END"


def flag_of(json: str) -> str:
    """JSON true or false as BOOLEAN, else NULL."""
    return f"CASE WHEN json_type({json}) = 'BOOLEAN' THEN json_extract_string({json}, '$') = 'true' END"


JSON_READERS = {"VARCHAR": text_of, "HUGEINT": whole_of, "DOUBLE": real_of, "BOOLEAN": flag_of}


def _is_number(json: str) -> str:
    return f"json_type({json}) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')"


def _moment_of(text: str) -> str:
    """A text that is a time, as UTC; a cast alone would drop the zone's offset without a word."""
    local = f"TRY_CAST(upper(regexp_extract({text}, '^[0-9-]{{10}}(?:[Tt ][0-9:.]+)?')) AS TIMESTAMP)"
    offset = f"replace(regexp_extract({text}, '^.{{16}}[0-9:.]*([+-][0-9]{{2}}:?(?:[0-9]{{2}})?)$', 1), ':', '')"
    hours = f"TRY_CAST(left({offset}, 3) AS INTEGER)"
    minutes = f"TRY_CAST(left({offset}, 1) || right({offset}, -3) AS INTEGER)"
    ahead = f"to_minutes(coalesce({hours} * 60, 0) + coalesce({minutes}, 0))"
    return f"CASE WHEN regexp_full_match({text}, '{_TIME}') AND {text} >= '0001' THEN {local} - {ahead} END"
