"""The public client with an access token in the place of a key."""

import httpx
import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld
from tests.support.worlds.outside.public_client import voucherify

pytestmark = pytest.mark.xdist_group("api")


def _token(caller: httpx.Client, scope: str) -> str:
    form = {"grant_type": "client_credentials", "scope": scope}
    return caller.post("/v1/oauth/token", data=form).raise_for_status().json()["access_token"]


def test_the_public_client_writes_and_reads_with_a_token_until_it_is_revoked(api: ApiWorld):
    with api.caller(ProjectKey("acme", "tokens")) as caller:
        token = _token(caller, "orders")
        with voucherify.ApiClient(voucherify.Configuration(host=api.url, access_token=token)) as client:
            # this client keeps the token of its configuration, and sends none by itself
            client.set_default_header("Authorization", f"Bearer {client.configuration.access_token}")
            orders = voucherify.OrdersApi(client)
            orders.create_order({"source_id": "o1", "amount": 5})
            assert orders.get_order("o1").amount == 5
            with pytest.raises(voucherify.exceptions.ForbiddenException, match="This access token is for orders alone"):
                voucherify.CustomersApi(client).list_customers()
            caller.post("/v1/oauth/token/revoke", data={"access_token": token}).raise_for_status()
            refusal = "Check X-App-Id and X-App-Token, or the access token"
            with pytest.raises(voucherify.exceptions.UnauthorizedException, match=refusal):
                orders.get_order("o1")
