"""A request in Python, by the public `voucherify` client: by its method, or by what its methods are made of."""

import json
from collections.abc import Mapping
from typing import Any

from flows.api.docs_page.sample_request import FORM_TYPE, HOST, JSON_TYPE, KEYS, SampleRequest

_WIDTH = 88
_CONSTANTS = {None: "None", True: "True", False: "False"}


def python(request: SampleRequest, method: str | None) -> str:
    """A program; `method` is one such as OrdersApi.get_order, if the client has one."""
    keys = f", api_key={literal(KEYS)}" if request.needs_keys else ""
    asked = _by_method(request, method) if method else _by_request(request)
    lines = [
        "import voucherify",
        "",
        f'settings = voucherify.Configuration(host="{HOST}"{keys})',
        "with voucherify.ApiClient(settings) as client:",
        *(f"    {line}" for line in asked.splitlines()),
    ]
    return "\n".join(lines)


def _by_method(request: SampleRequest, method: str) -> str:
    owner, name = method.split(".")
    arguments = [literal(name) for name in request.names.values()]
    if request.body is not None:
        arguments.append(literal(request.body))
    if request.file:
        arguments.append(literal(request.file))
    return f"print(voucherify.{owner}(client).{name}({', '.join(arguments)}))"


def _by_request(request: SampleRequest) -> str:
    said = [literal(request.method), literal(request.path)]
    if request.body is not None:
        said += [f"header_params={literal({'Content-Type': JSON_TYPE})}", f"body={literal(request.body, '    ')}"]
    if request.form is not None:
        said += [
            f"header_params={literal({'Content-Type': FORM_TYPE})}",
            f"post_params=[{', '.join(str(field) for field in request.form.items())}]",
        ]
    if request.file:
        said += [
            f"header_params={literal({'Content-Type': 'multipart/form-data'})}",
            f"files={literal({'file': request.file})}",
        ]
    if request.needs_keys:
        said.append(f"auth_settings={literal(list(KEYS))}")
    parts = "".join(f"\n    {each}," for each in said)
    return (
        f"request = client.param_serialize({parts}\n)\n"
        "answer = client.call_api(*request)\nanswer.read()\nprint(answer.status, answer.data.decode())"
    )


def literal(value: Any, indent: str = "") -> str:
    """A JSON value in Python, on one line where it fits."""
    if isinstance(value, Mapping):
        members, ends = [f"{json.dumps(name)}: {literal(each, indent + '    ')}" for name, each in value.items()], "{}"
    elif isinstance(value, list):
        members, ends = [literal(each, indent + "    ") for each in value], "[]"
    elif isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    else:
        return _CONSTANTS[value] if value is None or isinstance(value, bool) else repr(value)
    line = ends[0] + ", ".join(members) + ends[1]
    if len(line) <= _WIDTH:
        return line
    return ends[0] + "".join(f"\n{indent}    {member}," for member in members) + f"\n{indent}{ends[1]}"
