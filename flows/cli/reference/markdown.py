"""Pieces of Markdown, for the pages that are written by code."""

import re
from collections.abc import Iterable


def code(text: object) -> str:
    """Set as code."""
    return f"`{text}`"


def anchor(title: str) -> str:
    """What a link to a heading ends in, after the #."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table; a bar in a cell is no border."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
