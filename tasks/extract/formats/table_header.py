"""Where a table begins and ends in its file: the header by the names in it, and the lines after the table."""

import re
from collections.abc import Collection, Iterable
from itertools import islice

LOOKED_AT = 100
# a line of these has nothing in it
_EMPTY = ' \r\n\t,;|"'


def header_position(rows: Iterable[list[str]], needed: Collection[str]) -> int:
    """Which of the first rows is the header: the one with all names that are needed, else with most of them."""
    best, most = 0, -1
    for position, row in enumerate(islice(rows, LOOKED_AT)):
        found = len(set(needed) & set(row))
        if found > most:
            best, most = position, found
        if found == len(set(needed)):
            break
    return best


def footer_start(lines: Iterable[str], footer: tuple[str, ...]) -> tuple[int, dict[str, str]]:
    """How many of these lines, the last one first, are after the table; and the totals that they claim."""
    patterns = [re.compile(pattern) for pattern in footer]
    totals: dict[str, str] = {}
    count = 0
    for number, line in enumerate(lines, start=1):
        found = next((match for pattern in patterns if (match := pattern.search(line.rstrip("\r\n")))), None)
        if found is not None:
            count = number
            totals |= {name: said for name, said in found.groupdict().items() if said is not None}
        elif line.strip(_EMPTY):
            break
    return count, totals


def unique_names(header: list[str], *, trim: bool) -> list[str]:
    """The names of all columns; the second `item` is `item (2)`."""
    names: dict[str, None] = {}
    for written in header:
        name = plain = written.strip() if trim else written
        number = 1
        while name in names:
            number += 1
            name = f"{plain} ({number})"
        names[name] = None
    return list(names)
