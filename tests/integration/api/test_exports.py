"""An export as the public client asks for one: in the lane behind the imports, done by a worker, then fetched."""

import urllib.request

import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld, ended
from tests.support.worlds.eventually import LONGEST, eventually
from tests.support.worlds.outside.public_client import voucherify

pytestmark = pytest.mark.xdist_group("api")

KEY = ProjectKey("acme", "exports")
ORDERS = [
    {"source_id": f"o{number}", "amount": number, "status": "PAID", "metadata": {"n": number}} for number in (1, 2, 3)
]


def test_the_public_client_exports_what_it_imported_before(api_with_worker: ApiWorld):
    api = api_with_worker
    with api.caller(KEY) as caller:
        caller.post("/v1/orders/import", json=ORDERS).raise_for_status()
        keys = {name: caller.headers[name] for name in ("X-App-Id", "X-App-Token")}
        with voucherify.ApiClient(voucherify.Configuration(host=api.url, api_key=keys)) as client:
            exports = voucherify.ExportsApi(client)
            made = exports.create_export(
                voucherify.ExportsCreateRequestBody(
                    exported_object="order",
                    parameters=voucherify.ExportsCreateRequestBodyParameters(
                        fields=["source_id", "metadata"],
                        filters={"amount": {"conditions": {"$more_than": [1]}}},
                        order="created_at",
                    ),
                )
            )
            assert (made.object, made.status) == ("export", "SCHEDULED")
            done = eventually(
                lambda: exports.get_export(made.id), lambda export: export.status == "DONE", hopeless=caller.trouble
            )
            with urllib.request.urlopen(done.result.url, timeout=LONGEST) as file:
                assert file.read().decode() == "source_id,metadata.n\no2,2\no3,3\n"
            action = ended(caller, made.id.replace("exp_", "aa_"))
            assert (action["type"], action["result"]["message"]) == ("EXPORTS.CREATE", "2 order(s) exported.")
            assert [each.id for each in exports.list_exports().exports] == [made.id]
            exports.delete_export(made.id)
            assert exports.list_exports().total == 0
