"""What a person sees of the parts of `orders up`, and what is in the log file alone."""

from pathlib import Path

import pytest

from flows.local.part_output import PartOutput, open_log

TROUBLE = """\
12:00:00.000 | ERROR   | prefect.server - Failed in consume_loop
Traceback (most recent call last):
  File "x.py", line 1, in f
    do()
    ^^^^
sqlite3.OperationalError: database is locked

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "y.py", line 1, in g
sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked
[SQL: INSERT INTO bucket]
(Background on this error at: https://example.org)
INFO:     127.0.0.1:1 - "GET /healthz HTTP/1.1" 200 OK
  an indented line that is not of a traceback
"""


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "up.log"


def _kept(log_file: Path) -> list[str]:
    return [line.partition(" prefect  ")[2] for line in log_file.read_text().splitlines()]


def test_a_traceback_is_shown_by_its_ends_and_kept_whole(log_file):
    shown: list[str] = []
    output = PartOutput("prefect", open_log(log_file), shown.append)
    for line in TROUBLE.splitlines():
        output.show(line)
    assert [line.removeprefix("prefect  ") for line in shown] == [
        TROUBLE.splitlines()[number] for number in (0, 5, 11, 14, 15)
    ]
    assert _kept(log_file) == [line for line in TROUBLE.splitlines() if line]


def test_what_is_only_kept_is_not_shown(log_file):
    shown: list[str] = []
    PartOutput("prefect", open_log(log_file), shown.append).keep("GET /healthz")
    assert (shown, _kept(log_file)) == ([], ["GET /healthz"])
