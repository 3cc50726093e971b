"""An object store that refuses for a while is waited for, and nothing is lost."""

import boto3
import pytest

from schemas.errors import DatabaseBusyError
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import transaction
from tests.support.projects.lakes import lake_for
from tests.support.projects.stages import KEY, import_orders
from tests.support.worlds.object_store import moody_s3_server, s3_environment


def test_what_it_refuses_is_not_stored_and_may_be_tried_again(home, server, monkeypatch):
    with moody_s3_server() as (endpoint, store):
        for name, value in s3_environment(endpoint).items():
            monkeypatch.setenv(name, value)
        boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="moody")
        with lake_for(home, server, "s3://moody"), open_warehouse(home, KEY) as con:
            import_orders(con, {"source_id": "o-1"})
            with store.refusing(), pytest.raises(DatabaseBusyError, match="does not answer"), transaction(con):
                con.execute("UPDATE orders SET amount = 7")
            assert con.execute("SELECT amount FROM orders").fetchall() == [(0,)]
            with transaction(con):
                con.execute("UPDATE orders SET amount = 7")
            assert con.execute("SELECT amount FROM orders").fetchall() == [(7,)]
