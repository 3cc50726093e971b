"""The request that the samples of an operation make, read from the OpenAPI description."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

HOST = "http://127.0.0.1:8010"
"""Where samples ask; the page puts in its place where it is served from itself."""
KEYS = {"X-App-Id": "YOUR-APP-ID", "X-App-Token": "YOUR-APP-TOKEN"}
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
_FILE_TYPE = "multipart/form-data"
_PARAMETER = re.compile(r"\{(.*?)\}")


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """One request: `names` are the path's parameters in its order, `body` is JSON, `form` the fields of a form, `file`
    the name of a CSV file."""

    method: str
    template: str
    names: Mapping[str, str]
    needs_keys: bool
    body: Any = None
    file: str | None = None
    form: Mapping[str, str] | None = None

    @property
    def path(self) -> str:
        """The path with its parameters."""
        return _PARAMETER.sub(lambda found: quote(self.names[found[1]], safe=""), self.template)

    @property
    def shape(self) -> str:
        """The operation, whatever its parameters are called."""
        return f"{self.method} {_PARAMETER.sub('{}', self.template)}"


def sample_requests(description: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], SampleRequest]]:
    """Each operation of the description and its request."""
    paths: Mapping[str, Mapping[str, dict[str, Any]]] = description["paths"]
    for template, operations in paths.items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield (
                operation,
                SampleRequest(
                    method=method.upper(),
                    template=template,
                    names=dict(_names(paths, template)),
                    needs_keys=bool(operation.get("security")),
                    body=_body(method, content[JSON_TYPE]["schema"]) if JSON_TYPE in content else None,
                    file=f"{template.split('/')[-2]}.csv" if _FILE_TYPE in content else None,
                    form=_example(content[FORM_TYPE]["schema"]) if FORM_TYPE in content else None,
                ),
            )


def _names(paths: Mapping[str, Any], template: str) -> Iterator[tuple[str, str]]:
    """What stands for each parameter: what the example of the collection calls its entity, else YOUR-… ."""
    for found in _PARAMETER.finditer(template):
        collection = template[: found.start() - 1]
        content = paths.get(collection, {}).get("post", {}).get("requestBody", {}).get("content", {})
        is_named = found[1].endswith("name") and JSON_TYPE in content
        made = _example(content[JSON_TYPE]["schema"]) if is_named else {}
        noun = collection.rsplit("/", 1)[1].removesuffix("s").upper()
        yield found[1], made.get("source_id") or made.get("name") or f"YOUR-{noun}-ID"


def _body(method: str, schema: Mapping[str, Any]) -> Any:
    """The example; without the name of what is updated, which is in the path."""
    example = _example(schema)
    return {name: value for name, value in example.items() if name != "source_id"} if method == "put" else example


def _example(schema: Mapping[str, Any]) -> Any:
    """The first example that a schema, or the first of its choices, declares; else an object of what it requires."""
    schema = schema["anyOf"][0] if "anyOf" in schema else schema
    if schema.get("examples"):
        return json.loads(json.dumps(schema["examples"][0]))
    return {name: f"YOUR-{name.upper()}" for name in schema.get("required", ())}
