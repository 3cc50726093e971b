"""Every table has a line in the list of what an erasure does with it, and every place is in the documentation."""

from pathlib import Path

from schemas.tables.tables import TABLES
from tasks.erasure import places


def test_it_is_said_of_every_table_what_becomes_of_it():
    assert set(places.TABLES) == set(TABLES), "say in tasks/erasure/places.py what an erasure does with it"


def test_the_documentation_says_the_same():
    said = Path("docs/erasure.md").read_text()
    assert [line for line in said.splitlines() if line in places.as_markdown()] == places.as_markdown()
