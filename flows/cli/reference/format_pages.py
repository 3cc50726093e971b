"""Writes `docs/formats` from the shipped mappings, a page each; `make docs` runs it."""

from collections.abc import Iterator
from pathlib import Path

from flows.cli.reference.markdown import code, table
from schemas.mapping.conditions import Condition
from schemas.mapping.mapping import Mapping, item_fields, rests
from schemas.mapping.preset import Preset, Recognise
from schemas.mapping.values import Value
from schemas.presets.catalogue import presets

FOLDER = Path("docs/formats")
_INDEX = """# Formats that are imported as they are

`orders import FILE` recognises these files by the names in them, and says so in its report; `--preset NAME` says which
one is meant. Written by `make docs` from the mappings that are shipped; `orders preset show NAME > mine.toml` makes one
your own, for `--mapping mine.toml`. What contract [§2](../contract.md#2-orders) says of refunds and currencies holds of
all of them. Our own form is on the page about [mappings](../mappings.md).

"""


def format_pages() -> dict[str, str]:
    """The text of each page by its file's name."""
    pages = {f"{name}.md": _page(name, mapping) for name, mapping in presets().items()}
    return {"index.md": _INDEX + _list(), **pages}


def _list() -> str:
    rows = (
        (f"[{name}]({name}.md)", mapping.preset.title, ", ".join(mapping.recognise.formats))
        for name, mapping in presets().items()
        if mapping.preset and mapping.recognise
    )
    return table(("preset", "file", "as"), rows)


def _page(name: str, mapping: Mapping) -> str:
    about, facts = mapping.preset, mapping.recognise
    assert about is not None  # they are all shipped
    assert facts is not None
    return "\n".join([f"# {about.title}", "", *_texts(about), *_recognised(facts), "", _fields(name, mapping)])


def _texts(about: Preset) -> Iterator[str]:
    parts = {
        "": about.takes,
        "**Cannot be imported.** ": about.instead,
        "**Left out or lost:** ": about.leaves_out,
        "**Worth knowing:** ": about.note,
        "**How sure:** ": f"{about.sure}." if about.sure else "",
    }
    for beginning, text in parts.items():
        if text:
            yield f"{beginning}{text}\n"


def _recognised(facts: Recognise) -> Iterator[str]:
    yield f"Recognised as {' or '.join(facts.formats)} with {', '.join(map(code, facts.required))}"
    if facts.forbidden:
        yield f"and without {', '.join(map(code, facts.forbidden))}"
    for member, start in facts.starts_with.items():
        yield f"where {code(member)} begins with {code(start)}"


def _fields(name: str, mapping: Mapping) -> str:
    if mapping.order is None:
        return "Its orders are in our own form.\n" if mapping.preset and not mapping.preset.instead else ""
    fields = [(field.path, field.value) for field in mapping.order_fields()]
    fields += [(f"$.items[].{field.path[2:]}", field.value) for each in mapping.items for field in item_fields(each)]
    rows = [(code(path[2:]), _said(value)) for path, value in fields]
    rows += [(code(".".join(place)), "all other columns") for place, _ in rests(mapping.order)]
    shown = table(("in an order", "from"), rows)
    checks = "".join(
        f"{code(check.column.column or '')} has to be the order's {check.equals}, or it is "
        f"{'rejected' if check.otherwise == 'reject' else 'warned of'}.\n"
        for check in mapping.check
    )
    return f"{shown}\n{checks}".rstrip("\n") + f"\n\n`orders preset show {name}` prints every detail.\n"


def _said(value: Value) -> str:
    """Where a value comes from, in a few words."""
    origin = _origin(value)
    if value.map:
        origin += f": {', '.join(f'{text} → {meant}' for text, meant in value.map.items())}"
    if value.otherwise is not None:
        origin += f", otherwise {value.otherwise}"
    if value.present is not None:
        origin += f" is there: {value.present}"
    conditions = " and ".join(map(_condition, value.when))
    return f"{origin} where {conditions}" if conditions else origin


def _origin(value: Value) -> str:
    if value.first:
        return "; else ".join(_said(part) for part in value.first)
    if value.join:
        return " and ".join(_said(part) for part in value.join)
    if value.sum:
        return " + ".join(_said(part) for part in value.sum)
    if value.row:
        return "the number of the line"
    return code(value.column) if value.column is not None else f"always {value.constant}"


def _condition(condition: Condition) -> str:
    name = code(condition.column)
    parts = [
        f"is {' or '.join(condition.is_)}" if condition.is_ else "",
        f"is not {' or '.join(condition.is_not)}" if condition.is_not else "",
        ("is there" if condition.present else "is empty") if condition.present is not None else "",
        f"begins with {' or '.join(condition.starts_with)}" if condition.starts_with else "",
        f"matches {code(condition.matches)}" if condition.matches else "",
    ]
    return f"{name} {' and '.join(part for part in parts if part)}"


def main() -> None:
    """Write all pages, and remove those of presets that are gone."""
    FOLDER.mkdir(exist_ok=True)
    pages = format_pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
