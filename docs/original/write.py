"""Writes `docs/operations-of-the-original.md`: `python -m docs.original.write`, or `make docs`.

Whether an operation is here is asked of the API's own description, so that the page cannot be wrong about it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.api.app import create_app
from flows.cli.reference.markdown import code, table
from flows.settings import Settings

PAGE = Path("docs/operations-of-the-original.md")
_LIST = Path(__file__).parent / "operations.toml"
_HEAD = """# Operations of the original

What the public API has about orders, customers, products, SKUs, segments, async actions, events, exports and access
tokens, and what becomes of it here. This page is written from the API's own description (`make docs`); shapes and
errors are on the page [HTTP API](http-api.md). Errors of all of them have our keys where the original has none.
"""
_OURS = "## Only here\n\n"

Operation = Mapping[str, str]


def page() -> str:
    """The whole page."""
    ours = routes()
    groups: dict[str, dict[str, Operation]] = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    tables = [
        f"## {title}\n\n{table(('operation', 'of the original', 'here'), _rows(operations, ours))}"
        for title, operations in groups.items()
    ]
    original = {_shape(name) for operations in groups.values() for name in operations}
    own = [(code(name), summary) for name, summary in ours.items() if _shape(name) not in original]
    return "\n".join([_HEAD, *tables, _OURS + table(("operation", "what it does"), own)])


def routes() -> dict[str, str]:
    """Each operation of our API under /v1, such as `GET /v1/orders`, and its summary."""
    paths = create_app(Settings()).openapi()["paths"]
    return {
        f"{method.upper()} {path}": str(operation["summary"])
        for path, operations in paths.items()
        for method, operation in operations.items()
        if path.startswith("/v1/")
    }


def _rows(operations: Mapping[str, Operation], ours: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    here = {_shape(name) for name in ours}
    for name, operation in operations.items():
        if _shape(name) in here:
            differs = operation.get("differs")
            yield code(name), operation["name"], f"differs: {differs}" if differs else "same"
        else:
            yield code(name), operation["name"], f"not here: {operation.get('absent', 'not built yet')}"


def _shape(name: str) -> str:
    """An operation whatever its parameters are called."""
    return re.sub(r"\{.*?\}", "{}", name)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
