"""A request as a command of curl."""

import json
import shlex

from flows.api.docs_page.sample_request import HOST, JSON_TYPE, KEYS, SampleRequest


def curl(request: SampleRequest) -> str:
    """The command, an option a line."""
    method = [] if request.method == "GET" else ["-X", request.method]
    options = [" ".join(["curl", *method, shlex.quote(HOST + request.path)])]
    if request.needs_keys:
        options += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in KEYS.items()]
    if request.body is not None:
        options += [f"-H {shlex.quote(f'Content-Type: {JSON_TYPE}')}", f"-d {shlex.quote(json.dumps(request.body))}"]
    for name, value in (request.form or {}).items():
        options.append(f"--data-urlencode {shlex.quote(f'{name}={value}')}")
    if request.file:
        options.append(f"-F {shlex.quote(f'file=@{request.file}')}")
    return " \\\n  ".join(options)
