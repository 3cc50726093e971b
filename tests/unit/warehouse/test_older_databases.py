"""A database that an older release has left goes on where it was."""

import shutil

import pytest

from tasks.load.load import next_write_number
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tests.support.projects.stages import KEY

_BEFORE_COUNTER = """DROP TABLE write_counter;
DELETE FROM schema_migrations WHERE version >= 15;
ALTER TABLE deliveries ADD PRIMARY KEY (id);
CREATE SEQUENCE write_numbers START 41;"""


@pytest.mark.parametrize(("used", "following"), [(0, 41), (2, 43)])
def test_the_numbers_of_a_sequence_are_gone_on_with(tmp_path, used, following):
    with open_warehouse(tmp_path / "home", KEY) as con:
        con.execute(_BEFORE_COUNTER)
        for _ in range(used):
            con.execute("SELECT nextval('write_numbers')")
    with open_warehouse(tmp_path / "home", KEY) as con:
        # what a process leaves that is killed now
        shutil.copytree(database_path(tmp_path / "home", KEY).parent, database_path(tmp_path / "left", KEY).parent)
        assert following <= next_write_number(con) < next_write_number(con)
    with open_warehouse(tmp_path / "left", KEY) as con:
        assert next_write_number(con) >= following
