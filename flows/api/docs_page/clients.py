"""By which methods of the public clients an operation is asked for, as `clients.toml` lists them."""

import tomllib
from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "clients.toml"


@cache
def client_methods() -> dict[str, dict[str, str]]:
    """Each operation that a client has, as `SampleRequest.shape`, and its method by language."""
    found: dict[str, dict[str, str]] = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return found
