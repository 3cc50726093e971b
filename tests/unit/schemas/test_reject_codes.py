"""Codes of rejects: what a label may be, and that old rejects get the codes which the rules say today."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from schemas.orders.reject_codes import RejectCode
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection
from tests.support.laws.corpus import CORPUS
from tests.support.projects.stages import import_texts

MIGRATIONS = sorted(Path("schemas/migrations").glob("*.sql"))
# What no older version has rejected.
NEW = (RejectCode.TOO_DEEP, RejectCode.REPEATED_KEY, RejectCode.NO_ORDER_FIELD)
BEFORE = [file for file in MIGRATIONS if file.name < "0005"]
[MIGRATION] = [file for file in MIGRATIONS if file.name.startswith("0005")]


@pytest.fixture
def old():
    """A database from before rejects had a code."""
    with duckdb.connect(":memory:") as con:
        for file in BEFORE:
            con.execute(file.read_text())
        yield con


def migrated(old: Connection, reasons: list[str]) -> list[str]:
    old.register("reasons", pl.DataFrame({"reason": reasons}).with_row_index("row").to_arrow())
    old.execute(
        "INSERT INTO rejects BY NAME SELECT 'imp_x' AS import_id, row, '$' AS path, reason, '' AS raw FROM reasons"
    )
    old.execute(MIGRATION.read_text())
    return [code for (code,) in old.execute("SELECT code FROM rejects ORDER BY row").fetchall()]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("-5 is below 0", "below_minimum"),
        ("'2.555' has more decimals than GBP has (2)", "invalid_number"),
        ("'1,5' is not an amount of money such as 1.50", "invalid_number"),
        ("'x' is not a whole number of 64 bits", "invalid_number"),
        ("'9' is more money than 64 bits hold", "too_large"),
        ("'31/02/2020' is not a time written as %d/%m/%Y", "invalid_time"),
        ("'2020-03-29' happened twice or never on a clock in Europe/London", "invalid_time"),
        ("'a' and 'b' are both Country in lines of this order", "lines_disagree"),
        ("the line names no order", "source_id_missing"),
        ("'c' is not the source_id of customer cust_1", "source_id_taken"),
        ("something that nobody has thought of", RejectCode.OTHER),
    ],
)
def test_an_old_reject_gets_the_code_of_its_reason(old, reason, code):
    assert migrated(old, [reason]) == [code]


def test_old_and_new_rejects_of_the_corpus_have_the_same_codes(old):
    with open_memory() as con:
        migrate(con)
        import_texts(con, [order.text for order in CORPUS])
        found = con.execute("SELECT reason, code FROM rejects ORDER BY row").fetchall()
    known = [(reason, code) for reason, code in found if code not in NEW]
    assert migrated(old, [reason for reason, _ in known]) == [code for _, code in known]


def test_codes_are_fit_for_labels():
    assert [code for code in RejectCode if not code.replace("_", "").isalpha() or code != code.lower()] == []
