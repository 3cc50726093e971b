"""What DuckDB says when its data cannot be reached is worth waiting for; what else it says is not."""

import duckdb
import pytest

from schemas.errors import DatabaseBusyError
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name

AWAY = [
    'Unable to connect to Postgres at "host=db": the database system is starting up',
    'Failed to execute query "SELECT 1": server closed the connection unexpectedly',
    'Failed to fetch header for COPY "COPY (SELECT 1) TO STDOUT": could not receive data from server',
    "Failed to copy data: could not send data to server: Broken pipe",
    "Error during PQputCopyData: no COPY in progress",
    "HTTP Error: Unable to connect to URL: 503 (Service Unavailable)",
    "Failed to commit DuckLake transaction: Transaction conflict",
]


@pytest.mark.parametrize("said", AWAY)
def test_what_is_away_is_worth_waiting_for(said):
    with pytest.raises(DatabaseBusyError), calls_what_is_away_by_its_name():
        raise duckdb.IOException(said)


@pytest.mark.parametrize("said", ["Catalog Error: there is no table x", "Out of Memory Error: failed to pin block"])
def test_what_is_wrong_stays_wrong(said):
    with pytest.raises(duckdb.Error, match=said), calls_what_is_away_by_its_name():
        raise duckdb.Error(said)
