"""Puts three samples into each operation of an OpenAPI description, where documentation tools look: `x-codeSamples`."""

from collections.abc import Mapping
from typing import Any

from flows.api.docs_page.clients import client_methods
from flows.api.docs_page.curl import curl
from flows.api.docs_page.javascript import javascript
from flows.api.docs_page.python import python
from flows.api.docs_page.sample_request import SampleRequest, sample_requests


def with_samples(description: dict[str, Any]) -> dict[str, Any]:
    """The description itself, with the samples."""
    for operation, request in sample_requests(description):
        operation["x-codeSamples"] = _samples(request)
    return description


def _samples(request: SampleRequest) -> list[Mapping[str, str]]:
    methods = client_methods().get(request.shape, {})
    return [
        {"lang": "bash", "label": "curl", "source": curl(request)},
        {"lang": "python", "label": "Python", "source": python(request, methods.get("python"))},
        {"lang": "javascript", "label": "JavaScript", "source": javascript(request, methods.get("javascript"))},
    ]
