"""The words for a source that no preset is for, or more than one."""

from collections.abc import Mapping as Pairs

from schemas.errors import UsageError
from schemas.mapping.preset import Preset
from schemas.orders.source_format import SourceFormat
from schemas.presets.catalogue import Signature
from tasks.extract.recognition.looks import Look
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_SHOWN = 2
_CLOSE = 0.5


def ambiguous(source: Source, names: list[str]) -> UsageError:
    """More than one fits."""
    said = "{name} may be any of these formats: {names}."
    shell = "Say which one with --preset."
    return source_error(UsageError, source.name, said, "Name the preset.", operator_hint=shell, names=", ".join(names))


def instead(source: Source, about: Preset) -> UsageError:
    """A file of which it is known that it does not hold what orders need."""
    return source_error(UsageError, source.name, "{name} is {title}.", about.instead, title=about.title)


def unlike(source: Source, format: SourceFormat, presets: Pairs[str, Signature], looks: list[Look]) -> UsageError:
    """A table that is none of the formats: the closest ones, and what they need that it lacks."""
    said = "{name} is {format}, and nothing says which column is what: its header is that of no format that is shipped."
    close = "; ".join(_closest(presets, looks))
    if close:
        said += " The closest: {close}."
    hint = "Give a mapping, or name a preset."
    shell = f"`orders mapping suggest {source.name}` proposes a mapping; `orders presets` lists what is shipped."
    shown = "CSV" if format is SourceFormat.CSV else "a workbook"
    return source_error(UsageError, source.name, said, hint, operator_hint=shell, format=shown, close=close)


def _closest(presets: Pairs[str, Signature], looks: list[Look]) -> list[str]:
    ranked: list[tuple[float, str]] = []
    if not looks:
        return []
    for name, (facts, _) in presets.items():
        best = max(looks, key=lambda look: len(set(facts.required) & look.names))
        lacking = [each for each in facts.required if each not in best.names]
        share = 1 - len(lacking) / len(facts.required)
        if share < _CLOSE:
            continue
        why = f"it lacks {', '.join(map(repr, lacking))}" if lacking else _too_much(facts.forbidden, best)
        ranked.append((share, f"{name}, but {why}"))
    return [text for _, text in sorted(ranked, key=lambda each: -each[0])[:_SHOWN]]


def _too_much(forbidden: tuple[str, ...], look: Look) -> str:
    return f"it has {', '.join(repr(each) for each in forbidden if each in look.names)}"
