"""What anybody may read of an error names no file, no process and no command, wherever in the tree it is raised."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError, OrdersError, RetryableError, UsageError

ROOT = Path(__file__).parents[3]
OPERATORS = ("flows/cli", "flows/local")  # the shell: whoever reads its errors has the machine
MAKERS = {"source_error": 2, "_unfit": 1}  # functions that make errors, and where their public texts begin
PRIVATE_TEXT = re.compile(
    r"`|(^|\s)--\w|(^|\s)~?/\w|\w/\w+\.\w+|\.(toml|py|duckdb|sqlite)\b|\b[A-Z]{3,}_[A-Z_]+\b|\bPID\b"
)
PRIVATE_VALUE = re.compile(
    r"((?<!field\.)\bpath\b|\bdatabase\b|\bhome\b|\bpid\b|source\.name)(?!\.(name|stem|parent\.name))"
)

Scope = ast.FunctionDef | ast.AsyncFunctionDef


def kinds() -> set[str]:
    """The names of all classes of errors, those outside of `schemas.errors` too."""
    found = {each.__name__ for each in (OrdersError, RetryableError, ImportAbortedError, UsageError)}
    for tree in trees().values():
        found |= {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and bases(n) & found}
    return found


def bases(node: ast.ClassDef) -> set[str]:
    return {base.id for base in node.bases if isinstance(base, ast.Name)}


def trees() -> dict[str, ast.Module]:
    paths = [path for room in ("flows", "tasks", "schemas") for path in sorted((ROOT / room).rglob("*.py"))]
    named = {path.relative_to(ROOT).as_posix(): path for path in paths}
    return {name: ast.parse(path.read_text()) for name, path in named.items() if not name.startswith(OPERATORS)}


def public_texts() -> Iterator[tuple[str, str]]:
    """Where each public text of an error is, and its text; what is filled in stands in braces."""
    makers = {**dict.fromkeys(kinds(), 0), **MAKERS}
    for name, tree in trees().items():
        for scope in ast.walk(tree):
            if isinstance(scope, Scope):
                for call in calls(scope, makers):
                    begin = makers[call.func.id]
                    for argument in call.args[begin : begin + 2]:
                        for value in resolved(argument, scope):
                            yield f"{name}:{call.lineno}", text_of(value)


def calls(scope: Scope, makers: dict[str, int]) -> list[ast.Call]:
    found = [node for node in ast.walk(scope) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id in makers]


def resolved(argument: ast.expr, scope: Scope) -> list[ast.expr]:
    """What the argument may be: itself, or whatever its name is given in the same function."""
    if not isinstance(argument, ast.Name):
        return [argument]
    pairs = [pair for node in ast.walk(scope) if isinstance(node, ast.Assign) for pair in assigned(node)]
    return [value for target, value in pairs if isinstance(target, ast.Name) and target.id == argument.id]


def assigned(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    *_, target = node.targets
    is_list = isinstance(target, ast.Tuple) and not any(isinstance(each, ast.Starred) for each in target.elts)
    if is_list and isinstance(node.value, ast.Tuple):
        return list(zip(target.elts, node.value.elts, strict=True))
    return [(target, node.value)]


def text_of(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.JoinedStr):
        return "".join(text_of(part) for part in value.values)
    return "{" + ast.unparse(value.value if isinstance(value, ast.FormattedValue) else value) + "}"


@pytest.mark.parametrize(
    "text",
    [
        "See `orders status`.",
        "Give --url.",
        "/srv/a.duckdb is in use.",
        "Look at data/mappings/x.toml.",
        "Set ORDERS_HOME.",
        "It is held by PID 7.",
        "There is no {path}.",
        "{source.name} is empty.",
    ],
)
def test_what_is_private_is_recognised(text):
    assert is_private(text)


@pytest.mark.parametrize(
    "text", ["{path.name} is empty.", "Use 1-63 of a-z - and _.", "Such as 100/minute.", "acme/shop"]
)
def test_what_is_public_is_not(text):
    assert not is_private(text)


def is_private(text: str) -> bool:
    values = re.findall(r"\{(.*?)\}", text)
    return bool(PRIVATE_TEXT.search(re.sub(r"\{.*?\}", "…", text)) or any(map(PRIVATE_VALUE.search, values)))


def test_no_public_text_of_an_error_is_private():
    found = set(public_texts())
    assert len(found) > 100
    assert [each for each in sorted(found) if is_private(each[1])] == []
