"""What a filter can ask about in a row of customer facts, as SQL: one expression for each type a value may have.

Columns have one type each. A value in `metadata` may have any, so it has all the expressions, each NULL unless the
stored JSON is of that type; nothing is cast that does not fit, so no stored value can make a filter fail.
"""

from dataclasses import dataclass

from schemas.segments.fields import Field, Kind
from tasks.segments.binder import Binder

# The forms of time that orders use (`schemas.timestamps`), in words of DuckDB's regular expressions.
_ZONE = "[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6}|\.[0-9]{6}0{1,3})?)?"
_TIME = f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[Tt ]{_CLOCK}(?:{_ZONE})?)?"
_COLUMN_TYPES = {
    **{Kind.TEXT: "VARCHAR", Kind.WHOLE: "HUGEINT", Kind.COUNT: "HUGEINT", Kind.REAL: "DOUBLE"},
    **{Kind.TIME: "TIMESTAMP", Kind.BIRTHDATE: "TIMESTAMP"},
}


@dataclass(frozen=True, slots=True)
class Facts:
    """SQL of one value: the columns to read it into, whether there is one, what it is by SQL type, its elements.

    `items` is JSON[], None for what can never be a list. A number is either HUGEINT or DOUBLE, the other is NULL, so
    that whole numbers are compared exactly.
    """

    columns: str
    is_present: str
    typed: dict[str, str]
    items: str | None = None


def facts_of(asked: Field, number: int, binder: Binder) -> Facts:
    """The expressions for the field that is the filter's `number`th; metadata keys are bound."""
    if asked.kind is Kind.METADATA:
        return _metadata_facts(asked.key or "", number, binder)
    name, type_ = f"value_{number}", _COLUMN_TYPES[asked.kind]
    return Facts(f"CAST({asked.column} AS {type_}) AS {name}", f"{name} IS NOT NULL", {type_: name})


def _metadata_facts(key: str, number: int, binder: Binder) -> Facts:
    json_type, content = f"type_{number}", f"content_{number}"
    by_type, by_content = _extracted(key, binder)
    typed = {type_: read(json_type, content) for type_, read in _JSON_READERS.items()}
    return Facts(
        columns=f"{by_type} AS {json_type}, {by_content} AS {content}",
        is_present=f"{json_type} <> 'NULL'",
        typed={**typed, "TIMESTAMP": _moment_of(typed["VARCHAR"])},
        items=f"CASE WHEN {json_type} = 'ARRAY' THEN json_extract({content}, '$[*]') END",
    )


def _extracted(key: str, binder: Binder) -> tuple[str, str]:
    """Type and content of the value under the whole key, else under its path of dots.

    Both are JSON pointers, which can name any key.
    """
    pointer = "/" + key.replace("~", "~0").replace("/", "~1")
    whole_key = binder.bind(pointer)
    found, content = f"json_type(metadata, {whole_key})", f"json_extract_string(metadata, {whole_key})"
    if "." not in key:
        return found, content
    path = binder.bind(pointer.replace(".", "/"))
    nested = f"json_extract_string(metadata, {path})"
    return (
        f"coalesce({found}, json_type(metadata, {path}))",
        f"CASE WHEN {found} IS NULL THEN {nested} ELSE {content} END",
    )


def _text_of(json_type: str, content: str) -> str:
    return f"CASE WHEN {json_type} = 'VARCHAR' THEN {content} END"


def _whole_of(json_type: str, content: str) -> str:
    """A whole number of up to 38 digits; DuckDB calls those over 64 bits DOUBLE but keeps their digits."""
    is_long = f"{json_type} = 'DOUBLE' AND regexp_full_match({content}, '-?[0-9]+')"
    return f"CASE WHEN {json_type} IN ('BIGINT', 'UBIGINT') OR {is_long} THEN TRY_CAST({content} AS HUGEINT) END"


def _real_of(json_type: str, content: str) -> str:
    is_real = f"{json_type} = 'DOUBLE' AND {_whole_of(json_type, content)} IS NULL"
    return f"CASE WHEN {is_real} THEN TRY_CAST({content} AS DOUBLE) END"


def _flag_of(json_type: str, content: str) -> str:
    return f"CASE WHEN {json_type} = 'BOOLEAN' THEN {content} = 'true' END"


NUMBER_READERS = {"HUGEINT": _whole_of, "DOUBLE": _real_of}
_JSON_READERS = {**NUMBER_READERS, "VARCHAR": _text_of, "BOOLEAN": _flag_of}


def _moment_of(text: str) -> str:
    """A text that is a time, as UTC; a cast alone would drop the zone's offset without a word."""
    local = f"TRY_CAST(upper(regexp_extract({text}, '^[0-9-]{{10}}(?:[Tt ][0-9:.]+)?')) AS TIMESTAMP)"
    offset = f"replace(regexp_extract({text}, '^.{{16}}[0-9:.]*([+-][0-9]{{2}}:?(?:[0-9]{{2}})?)$', 1), ':', '')"
    hours = f"TRY_CAST(left({offset}, 3) AS INTEGER)"
    minutes = f"TRY_CAST(left({offset}, 1) || right({offset}, -3) AS INTEGER)"
    ahead = f"to_minutes(coalesce({hours} * 60, 0) + coalesce({minutes}, 0))"
    return f"CASE WHEN regexp_full_match({text}, '{_TIME}') AND {text} >= '0001' THEN {local} - {ahead} END"
