"""What Prefect keeps to itself is touched in one module."""

import ast
from pathlib import Path

import pytest

SOURCES = sorted(path for room in ("flows", "tasks", "schemas") for path in Path(room).rglob("*.py"))


def _imported(source: Path) -> list[str]:
    """The full names of all that a module imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def _is_private(name: str) -> bool:
    top, *rest = name.split(".")
    return top == "prefect" and (rest[:1] == ["server"] or any(part.startswith("_") for part in rest))


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_only_one_module_imports_private_names_of_prefect(source: Path):
    if source != Path("flows/prefect_client/private.py"):
        assert [name for name in _imported(source) if _is_private(name)] == []
