"""The public client against `orders up`: nothing but host and keys is ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.worlds.eventually import eventually
from tests.support.worlds.outside.public_client import voucherify
from tests.support.worlds.up_world import free_ports, up, wait_until_nothing_is_left

FIRST = [
    {"source_id": "o1", "status": "PAID", "amount": 5000, "customer": {"source_id": "ann", "name": "Ann"}},
    {"source_id": "o2", "status": "PAID", "amount": -1, "customer": {"source_id": "ann"}},
]
SECOND = [{"source_id": "o2", "status": "PAID", "amount": 7000, "customer": {"source_id": "ann", "city": "Leeds"}}]
SPENT = {"junction": "and", "summary.orders.total_amount": {"conditions": {"$more_than": [10_000]}}}


def _project(home: Path, name: str) -> dict[str, str]:
    """The keys that `orders project create` prints."""
    command = [sys.executable, "-m", "flows.cli.main", "project", "create", name, "--json"]
    environment = os.environ | {"ORDERS_HOME": str(home)}
    keys = json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    return {"X-App-Id": keys["app_id"], "X-App-Token": keys["app_token"]}


def _imported(
    client: "voucherify.ApiClient", orders: list[dict[str, object]]
) -> "voucherify.AsyncActionGetResponseBody":
    """The async action of importing these, once it has ended."""
    items = [voucherify.OrdersImportCreateRequestBodyItem.from_dict(order) for order in orders]
    action_id = voucherify.OrdersApi(client).import_orders(items).async_action_id
    return eventually(
        lambda: voucherify.AsyncActionsApi(client).get_async_action(action_id),
        lambda action: action.status in ("DONE", "FAILED"),
    )


@pytest.mark.deep
def test_the_public_client_imports_for_two_projects_and_reads_back(tmp_path):
    ports = free_ports()
    with up(tmp_path, ports):
        host = f"http://127.0.0.1:{ports[0]}"
        shop, other = (_project(tmp_path, name) for name in ("acme/shop", "acme/other"))
        with (
            voucherify.ApiClient(voucherify.Configuration(host=host, api_key=shop)) as client,
            voucherify.ApiClient(voucherify.Configuration(host=host, api_key=other)) as stranger,
        ):
            spenders = {"type": "auto-update", "name": "Spenders", "filter": SPENT}
            voucherify.SegmentsApi(client).create_segment(voucherify.SegmentsCreateRequestBody.from_dict(spenders))
            first, second = _imported(client, FIRST), _imported(client, SECOND)
            _imported(stranger, [{"source_id": "o1", "amount": 1}])
            _check_actions(client, stranger, first, second)
            _check_things(client, stranger)
            _check_refusals(client, host, first.id)
    wait_until_nothing_is_left(tmp_path)
    shop_keys = voucherify.Configuration(host=host, api_key=shop)
    with up(tmp_path, ports), voucherify.ApiClient(shop_keys) as client:  # killed, and started again on the same data
        assert voucherify.AsyncActionsApi(client).get_async_action(second.id).status == "DONE"
        assert voucherify.OrdersApi(client).get_order("o1").amount == 5000


def _check_actions(client, stranger, first, second):
    assert (first.status, first.operation_status, second.operation_status) == ("DONE", "SUCCESS", "SUCCESS")
    assert [(failed["source_id"], failed["path"]) for failed in first.to_dict()["result"]["failed"]] == [
        ("o2", "$.amount")
    ]
    listed = voucherify.AsyncActionsApi(client).list_async_actions(limit=10).async_actions
    assert [action.id for action in listed] == [second.id, first.id]
    assert len(voucherify.AsyncActionsApi(stranger).list_async_actions().async_actions) == 1


def _check_things(client, stranger):
    orders, customers = voucherify.OrdersApi(client), voucherify.CustomersApi(client)
    assert {order.source_id: order.amount for order in orders.list_orders().orders} == {"o1": 5000, "o2": 7000}
    ann = customers.get_customer("ann")
    assert (ann.name, ann.summary.orders.total_amount) == ("Ann", 12_000)
    assert [segment.name for segment in customers.list_customer_segments("ann").data] == ["Spenders"]
    assert [order.amount for order in voucherify.OrdersApi(stranger).list_orders().orders] == [1]
    with pytest.raises(voucherify.exceptions.NotFoundException, match="Cannot find customer"):
        voucherify.CustomersApi(stranger).get_customer("ann")


def _check_refusals(client, host, action_id):
    with pytest.raises(voucherify.exceptions.NotFoundException, match="Cannot find order with id or source_id 'o9'"):
        voucherify.OrdersApi(client).get_order("o9")
    too_many = [voucherify.OrdersImportCreateRequestBodyItem(source_id=str(row)) for row in range(2001)]
    with pytest.raises(voucherify.exceptions.BadRequestException, match="2,000 orders"):
        voucherify.OrdersApi(client).import_orders(too_many)
    nobody = voucherify.Configuration(host=host, api_key={"X-App-Id": "x", "X-App-Token": "y"})
    with (
        voucherify.ApiClient(nobody) as refused,
        pytest.raises(voucherify.exceptions.UnauthorizedException, match="X-App-Token"),
    ):
        voucherify.AsyncActionsApi(refused).get_async_action(action_id)
