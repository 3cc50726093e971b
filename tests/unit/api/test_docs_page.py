"""Each operation has a sample in curl, Python and JavaScript, and each of them makes the request of that operation."""

import inspect
import json
import re
import shlex
from collections.abc import Mapping

import pytest

from flows.api.docs_page.clients import client_methods
from flows.api.docs_page.python import literal
from flows.api.docs_page.sample_request import HOST, SampleRequest, sample_requests
from tests.support.worlds.asgi_api import api_app
from tests.support.worlds.outside.public_client import voucherify

DESCRIPTION = api_app().openapi()
OPERATIONS = [pytest.param(operation, request, id=request.shape) for operation, request in sample_requests(DESCRIPTION)]
SERIALIZED = re.compile(r"def _(\w+)_serialize\(.*?method='(\w+)',\s+resource_path='(.*?)'", re.DOTALL)


class AskedError(Exception):
    """Ends a sample where it would make its request."""


def sample(operation: Mapping, label: str) -> str:
    [source] = [each["source"] for each in operation["x-codeSamples"] if each["label"] == label]
    return source


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS)
def test_curl_makes_the_request(operation, request_):
    words = [word for word in shlex.split(sample(operation, "curl")) if word != "\n"]
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    assert (words[0], method) == ("curl", request_.method)
    assert HOST + request_.path in words
    assert ("X-App-Id: YOUR-APP-ID" in words) is request_.needs_keys
    sent = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    assert sent == request_.body


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS)
def test_python_makes_the_request(operation, request_, monkeypatch):
    asked = []

    def note(_client: object, method: str, url: str, headers: Mapping, body: object, *_: object, **__: object) -> None:
        asked.append((method, url, "X-App-Token" in headers, body))
        raise AskedError

    monkeypatch.setattr(voucherify.ApiClient, "call_api", note)
    monkeypatch.setattr(voucherify.ApiClient, "files_parameters", lambda _self, _files: [])
    with pytest.raises(AskedError):
        exec(sample(operation, "Python"), {})  # it is ours
    assert [each[:3] for each in asked] == [(request_.method, HOST + request_.path, request_.needs_keys)]
    if not isinstance(request_.body, list):
        assert asked[0][3] == request_.body


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS)
def test_javascript_makes_the_request(operation, request_):
    source, method = sample(operation, "JavaScript"), client_methods().get(request_.shape, {}).get("javascript")
    if method:
        assert f"await client.{method}(" in source
        # Node imports no names from the package, which is CommonJS
        assert source.startswith('import voucherify from "@voucherify/sdk";')
        assert [name for name in request_.names.values() if json.dumps(name) not in source] == []
    else:
        assert f'await fetch("{HOST}{request_.path}"' in source
        assert (f'method: "{request_.method}"' in source) is (request_.method != "GET")
    assert ("YOUR-APP-TOKEN" in source) is request_.needs_keys


def test_the_python_client_has_these_methods_and_no_others():
    ours = {request.values[1].shape for request in OPERATIONS}
    found = {}
    for owner in sorted({methods["python"].split(".")[0] for methods in client_methods().values()}):
        source = inspect.getsource(getattr(voucherify, owner))
        for name, method, path in SERIALIZED.findall(source):
            found[f"{method} {re.sub('{.*?}', '{}', path)}"] = f"{owner}.{name}"
    found["GET /v1/exports/{}"] = "ExportsApi.get_export"  # the client has a second method, for the file
    listed = {shape: methods["python"] for shape, methods in client_methods().items()}
    assert listed == {shape: method for shape, method in found.items() if shape in ours}


def test_each_body_declares_an_example():
    bodies = [request.values[1] for request in OPERATIONS]
    bare = [each.shape for each in bodies if each.body == {} or "YOUR-" in json.dumps(each.body)]
    assert bare == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "None"), (True, "True"), ("ü'\"", '"ü\'\\""'), ([1, {"a": False}], '[1, {"a": False}]'), ({}, "{}")],
)
def test_json_is_written_as_python(value, text):
    assert literal(value) == text


def test_a_name_is_quoted_in_a_path():
    request = SampleRequest("GET", "/v1/orders/{name}", {"name": "a/b"}, needs_keys=True)
    assert (request.path, request.shape) == ("/v1/orders/a%2Fb", "GET /v1/orders/{}")
