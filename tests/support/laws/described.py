"""Requests made from the API's own description, valid and invalid ones, and whether the answers are as described."""

from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode, checks

from tests.support.worlds.asgi_api import api_app
from tests.support.worlds.eventually import LONGEST

StoredNames = dict[str, dict[str, str]]
"""Path parameters that hit something, by what the path is of."""

DESCRIPTION = schemathesis.openapi.from_dict(api_app().openapi())
OPERATIONS: dict[str, APIOperation] = {found.ok().label: found.ok() for found in DESCRIPTION.get_all_operations()}
REFUSABLE = [label for label, each in OPERATIONS.items() if len(each.query) or len(each.body)]
"""Those that can be asked for something invalid: any text is an id that may be there."""
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
_ALWAYS = [  # no 500 is described; a 503 is, and /readyz has to give it where no worker is alive
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
_INVALID = [*_ALWAYS, checks.negative_data_rejection]

_IN_SERVICE = [checks.not_a_server_error]
_FRAMING = ("Content-Length", "Transfer-Encoding")
"""By them a server finds the end of a message: it refuses wrong ones itself, and the API does not see the request."""


def stored(caller: httpx.Client) -> StoredNames:
    """Fill the caller's project; path parameters that hit, by what the path is of."""
    order = {"source_id": "o1", "amount": 5, "customer": {"source_id": "c1", "name": "Ann"}, "metadata": {"a": [None]}}
    segment = {"name": "Anns", "type": "static", "customers": ["c1"]}
    made = [
        caller.post(f"/v1/{path}", json=body).raise_for_status().json()
        for path, body in (
            ("orders", order),
            ("products", {"source_id": "p1"}),
            ("products/p1/skus", {"source_id": "s1"}),
            ("segments", segment),
            ("orders/import", [order]),
            ("exports", {"exported_object": "order"}),
            ("keys", {"name": "spare", "scopes": ["read"]}),
        )
    ]
    return {
        "orders": {"name": "o1"},
        "customers": {"name": "c1"},
        "products": {"name": "p1", "sku_name": "s1"},
        "skus": {"name": "s1"},
        "segments": {"segment_id": made[3]["id"]},
        "async-actions": {"action_id": made[4]["async_action_id"]},
        "exports": {"export_id": made[5]["id"]},
        "keys": {"key_id": made[6]["id"]},
    }


def hold(caller: httpx.Client, label: str, mode: GenerationMode, stored_names: StoredNames, count: int) -> None:
    """Make `count` requests of one operation, half of them of entities that are there; the same ones each time.

    Raises schemathesis' own failures, which say how to make the request again.
    """
    expected = [*(_ALWAYS if mode is POSITIVE else _INVALID), *(_IN_SERVICE if "/v1/" in label else [])]

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(_cases(OPERATIONS[label], mode, stored_names))
    def holds(case: Case) -> None:
        for name in _FRAMING:
            case.headers.pop(name, None)
        answer = case.call(base_url=str(caller.base_url), headers=dict(caller.headers), timeout=LONGEST)
        case.validate_response(answer, checks=expected)

    holds()


def _cases(operation: APIOperation, mode: GenerationMode, stored_names: StoredNames) -> st.SearchStrategy[Case]:
    names: dict[str, Any] = stored_names.get(operation.path.removeprefix("/v1/").partition("/")[0], {})
    named = {name: value for name, value in names.items() if f"{{{name}}}" in operation.path}
    anything = operation.as_strategy(mode)
    return st.one_of(anything, operation.as_strategy(mode, path_parameters=named)) if named else anything
