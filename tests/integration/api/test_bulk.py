"""Bulk updates by the official client, with a real server, worker and API."""

import json

import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld, Caller, ended
from tests.support.worlds.outside.public_client import voucherify

pytestmark = pytest.mark.xdist_group("api")


def client_of(caller: Caller) -> "voucherify.ApiClient":
    keys = {name: caller.headers[name] for name in ("X-App-Id", "X-App-Token")}
    return voucherify.ApiClient(voucherify.Configuration(host=str(caller.base_url).rstrip("/"), api_key=keys))


def test_the_public_client_updates_in_bulk(api_with_worker: ApiWorld):
    with api_with_worker.caller(ProjectKey("acme", "bulk")) as caller, client_of(caller) as client:
        customers, products = voucherify.CustomersApi(client), voucherify.ProductsApi(client)
        rows = [{"source_id": "ann", "name": "Ann", "birthdate": "1990-01-31"}, {"source_id": "bob", "phone": ""}]
        sent = [voucherify.CustomersUpdateInBulkRequestBody.from_dict(row) for row in rows]
        first = customers.update_customers_in_bulk(sent).async_action_id
        mug = voucherify.ProductsUpdateInBulkRequestBody(source_id="mug", price=700)
        second = products.update_products_in_bulk([mug]).async_action_id
        broken = caller.post("/v1/products/bulk/async", json=[{"source_id": "cup", "price": "7"}]).json()
        assert ended(caller, first)["result"]["message"] == "2 customer(s) imported successfully, 0 failed."
        assert ended(caller, second)["type"] == "PRODUCTS.BULK_UPDATE"
        assert customers.get_customer("ann").name == "Ann"
        assert products.get_product("mug").price == 700
        shared = voucherify.CustomersMetadataUpdateInBulkRequestBody(source_ids=["ann", "cid"], metadata={"vip": True})
        third = customers.update_customers_metadata_in_bulk(shared).async_action_id
        assert ended(caller, third)["result"]["details"] == {"inserted_count": 1, "updated_count": 1, "segments": []}
        assert customers.get_customer("cid").metadata == {"vip": True}
        [failed] = ended(caller, broken["async_action_id"])["result"]["failed"]
        assert (failed["source_id"], failed["path"]) == ("cup", "$.price")
        rejects = caller.get(f"/v1/async-actions/{broken['async_action_id']}/rejects").text
        assert json.loads(rejects) == {"source_id": "cup", "price": "7"}


def test_the_public_client_imports_csv(api_with_worker: ApiWorld):
    with api_with_worker.caller(ProjectKey("acme", "csv")) as caller, client_of(caller) as client:
        customers, products = voucherify.CustomersApi(client), voucherify.ProductsApi(client)
        actions = [
            customers.import_customers_using_csv(b"Source_id,Name,Vip\nann,Ann,yes\nbob,,\n").async_action_id,
            products.import_products_using_csv(b"name,source_id,price\nMug,mug,700\nCup,cup,7.50\n").async_action_id,
            products.import_skus_using_csv(b"product_id,source_id,price\nmug,blue,650\n").async_action_id,
            caller.post("/v1/products/mug/skus/importCSV", files={"file": b"source_id\nred\n"}).json()[
                "async_action_id"
            ],
        ]
        results = [ended(caller, action)["result"] for action in actions]
        assert [(result["done_count"], result["failed_count"]) for result in results] == [
            (2, 0),
            (1, 1),
            (1, 0),
            (1, 0),
        ]
        assert results[1]["failed"][0]["source_id"] == "cup"
        assert customers.get_customer("ann").metadata == {"Vip": "yes"}
        assert {sku.source_id for sku in products.list_skus_in_product("mug").skus} == {"red", "blue"}
        assert not any((api_with_worker.home / "acme" / "csv.inbox").iterdir())
