"""Tables that were received and wait: records that tell of the person go, the header stays."""

import re
from collections.abc import Iterator

from tasks.erasure.traces import Traces

_MARKS = re.compile(r'[,;\t|"\r\n]')


def without_records(body: bytes, person: Traces) -> bytes | None:
    """What is left of a CSV file; none if the person is not in it. What is no UTF-8 comes back as it was."""
    header, *records = _records(body.decode(errors="surrogateescape")) or [""]
    kept = [record for record in records if not _is_about(record, person)]
    if len(kept) == len(records):
        return None
    return "".join([header, *kept]).encode(errors="surrogateescape")


def _records(text: str) -> list[str]:
    return list(_whole(text.splitlines(keepends=True)))


def _whole(lines: list[str]) -> Iterator[str]:
    """Lines put together where a cell in quotation marks goes on in the next one."""
    record = ""
    for line in lines:
        record += line
        if record.count('"') % 2 == 0:
            yield record
            record = ""
    if record:
        yield record


def _is_about(record: str, person: Traces) -> bool:
    # a cell needs no quotation marks, so a short name is one if it is all of a cell
    return person.tells_of_person(record.replace('""', '"')) or not person.names.isdisjoint(_MARKS.split(record))
