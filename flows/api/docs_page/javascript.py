"""A request in JavaScript: by the method of the public client (`@voucherify/sdk`), or without one by `fetch`."""

import json

from flows.api.docs_page.sample_request import HOST, JSON_TYPE, KEYS, SampleRequest

_BY_PARAMETERS = ("customers.list", "asyncActions.list")
"""Methods of lists that have to be given parameters."""


def javascript(request: SampleRequest, method: str | None) -> str:
    """A module; `method` is one such as orders.get, if the client has one."""
    return _by_method(request, method) if method else _by_fetch(request)


def _by_method(request: SampleRequest, method: str) -> str:
    names, body = list(request.names.values()), request.body
    if request.method == "PUT":
        body = {"id": names.pop(), **body}
    arguments = [json.dumps(name) for name in names]
    if body is not None:
        arguments.append(json.dumps(body, ensure_ascii=False, indent=2))
    if request.file:
        arguments.append(json.dumps(request.file))
    if method in _BY_PARAMETERS:
        arguments.append("{ limit: 10 }")
    return "\n".join(
        [
            # the package is CommonJS, of which Node lets a module import no names
            'import voucherify from "@voucherify/sdk";',
            "",
            "const client = voucherify.VoucherifyServerSide({",
            f"  apiUrl: {json.dumps(HOST)},",
            f"  applicationId: {json.dumps(KEYS['X-App-Id'])},",
            f"  secretKey: {json.dumps(KEYS['X-App-Token'])},",
            "});",
            f"console.log(await client.{method}({', '.join(arguments)}));",
        ]
    )


def _by_fetch(request: SampleRequest) -> str:
    headers = dict(KEYS) if request.needs_keys else {}
    before, said = [], []
    if request.method != "GET":
        said.append(f"method: {json.dumps(request.method)}")
    if request.body is not None:
        headers["Content-Type"] = JSON_TYPE
        said.append(f"body: JSON.stringify({json.dumps(request.body, ensure_ascii=False)})")
    if request.form is not None:
        said.append(f"body: new URLSearchParams({json.dumps(request.form)})")
    if request.file:
        before = [
            'import { openAsBlob } from "node:fs";',
            "",
            "const form = new FormData();",
            f'form.append("file", await openAsBlob({json.dumps(request.file)}), {json.dumps(request.file)});',
        ]
        said.append("body: form")
    if headers:
        said.insert(0, f"headers: {json.dumps(headers)}")
    lines = "".join(f"\n  {each}," for each in said)
    options = f", {{{lines}\n}}" if said else ""
    url = json.dumps(HOST + request.path)
    return "\n".join(
        [*before, f"const answer = await fetch({url}{options});", "console.log(answer.status, await answer.text());"]
    )
