"""What logs say of a request names no customer."""

import pytest

from flows.api.http.access_log import without_names


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/v1/customers/jane@example.com", "/v1/customers/…"),
        ("/v1/customers/jane%40example.com/segments", "/v1/customers/…/segments"),
        ("/v1/customers/jane/permanent-deletion?a=b", "/v1/customers/…/permanent-deletion?…"),
        ("/v1/customers?email=jane@example.com", "/v1/customers?…"),
        ("/v1/customers/bulk/async", "/v1/customers/bulk/async"),
        ("/v1/orders/o-1", "/v1/orders/o-1"),
    ],
)
def test_a_customer_is_not_named(path, logged):
    assert without_names(path) == logged
