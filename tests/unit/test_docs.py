"""What README and docs assert is what the code does."""

import ast
import hashlib
import hmac
import importlib.util
import json
import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest
import typer

from flows.cli.main import orders_app
from flows.cli.reference.reference import reference
from flows.local.server_settings import SERVER_SETTINGS
from schemas.http.error_keys import ERROR_KEYS
from schemas.mapping.mapping import Mapping
from schemas.segments.filter import parse_filter
from tasks.deliveries.webhook import signature_of
from tests.support.pages import console_lines, pages
from tests.support.worlds.outside.public_client import voucherify

CODE = [path for layer in ("flows", "tasks", "schemas") for path in Path(layer).rglob("*.py")]
SOURCES = [*CODE, *Path("tasks").rglob("*.sql"), *Path("schemas").rglob("*.sql"), *Path("tests").rglob("*.py")]
ROOMS = sorted(
    str(path.parent) for layer in ("flows", "tasks", "schemas") for path in Path(layer).glob("*/__init__.py")
)


def text_of(name: str) -> str:
    return pages()[name].text


# --- what is generated


def test_the_reference_is_up_to_date():
    assert text_of("docs/reference.md") == reference(), "run `make docs`"


def test_the_pictures_are_up_to_date():
    drawn = runpy.run_path("docs/pictures/draw.py")
    for name, draw in (("rooms", "rooms"), ("import", "way")):
        assert Path(f"docs/pictures/{name}.svg").read_text(encoding="utf-8") == drawn[draw](), "run `make docs`"


# --- pages


def test_the_readme_is_what_one_needs_on_the_first_day():
    assert len(text_of("README.md").encode()) <= 8000


@pytest.mark.parametrize("name", pages())
def test_every_link_leads_somewhere(name):
    page = pages()[name]
    for target in page.links:
        path, _, anchor = target.partition("#")
        found = (page.path.parent / path) if path else page.path
        assert found.exists(), target
        if anchor:
            relative = str(found.resolve().relative_to(Path().resolve()))
            assert anchor in pages()[relative].anchors, target


@pytest.mark.parametrize("name", pages())
def test_files_that_are_named_are_there(name):
    named = re.findall(r"`((?:flows|tasks|schemas|tests|docs)/[\w./]*)`", pages()[name].text)
    modules = re.findall(r"`((?:flows|tasks|schemas)(?:\.\w+)+)`", pages()[name].text)
    places = [*named, *(module.replace(".", "/") for module in modules)]
    assert [place for place in places if not _is_there(place)] == []


def _is_there(place: str) -> bool:
    """Whether it is a file or folder, a module, or something in a module."""
    path = Path(place)
    if path.exists() or path.with_suffix(".py").exists():
        return True
    module = path.parent.with_suffix(".py")
    return module.exists() and f" {path.name}" in module.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", pages())
def test_pages_are_linked_from_a_page(name):
    linked = {
        str((page.path.parent / target.partition("#")[0]).resolve().relative_to(Path().resolve()))
        for page in pages().values()
        for target in page.links
    }
    assert name == "README.md" or name in linked


def test_the_contract_has_each_section_that_is_referred_to():
    sections = set(re.findall(r"^## (\d+)\.", text_of("docs/contract.md"), re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in SOURCES] + [page.text for page in pages().values()]
    named = {
        digit for text in texts for found in re.findall(r"[Cc]ontract §([\d-]+)", text) for digit in found.split("-")
    }
    assert named - {""} <= sections


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_in_the_architecture_and_its_picture(room):
    assert f"`{room}`" in text_of("docs/architecture.md")
    assert f">{Path(room).name}<" in Path("docs/pictures/rooms.svg").read_text(encoding="utf-8")


def test_the_architecture_names_no_room_that_is_gone():
    named = set(re.findall(r"^\| `((?:flows|tasks|schemas)/\w+)` \|", text_of("docs/architecture.md"), re.MULTILINE))
    assert named - {"schemas/migrations"} == set(ROOMS)


# --- what is typed


@pytest.mark.parametrize("line", console_lines("orders"))
def test_every_command_shown_is_understood(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("mapping.toml", "orders.ndjson"):
        (tmp_path / name).touch()
    command, words = typer.main.get_command(orders_app()), shlex.split(line)[1:]
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    command.make_context("orders", words)


def test_every_command_is_shown_somewhere():
    shown = {" ".join(line.split(" ")[:2]) for line in console_lines("orders")}
    groups = {f"orders {name}" for name in typer.main.get_command(orders_app()).commands}
    assert groups - shown <= {"orders serve", "orders order"}


def test_the_make_targets_exist():
    targets = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text(), re.MULTILINE))
    shown = {line.split(" ")[1] for line in console_lines("make")}
    said = {name for page in pages().values() for name in re.findall(r"`make ([a-z-]+)`", page.text)}
    assert shown | said <= targets


def test_the_modules_that_are_run_exist():
    said = {found for page in pages().values() for found in re.findall(r"python -m ([a-z_.]+)", page.text)}
    assert [name for name in said if importlib.util.find_spec(name) is None] == []
    benchmarks = {path.stem for path in Path("tests/benchmarks").rglob("bench_*.py")}
    assert set(re.findall(r"`(bench_\w+)`", text_of("docs/performance.md"))) == benchmarks


@pytest.mark.parametrize(("name", "value"), SERVER_SETTINGS.items())
def test_a_server_of_ones_own_is_told_what_orders_up_tells_its_own(name, value):
    assert re.search(rf"^export {name}={re.escape(value)}( |$)", text_of("docs/operations.md"), re.MULTILINE)


# --- what is written


@pytest.mark.parametrize("line", [line for line in console_lines("orders") if "--filter" in line])
def test_filters_shown_as_options_are_filters(line):
    words = shlex.split(line)
    assert parse_filter(json.loads(words[words.index("--filter") + 1]))


def test_filters_shown_on_their_own_are_filters():
    shown = [json.loads(block) for block in pages()["docs/segments.md"].blocks("json")]
    assert all(map(parse_filter, shown)) and shown


def test_the_mappings_shown_are_some():
    whole, *parts = map(tomllib.loads, pages()["docs/mappings.md"].blocks("toml"))
    assert len(parts) == 11
    for part in ({}, *parts):
        assert Mapping.model_validate({**whole, **part, "order": {**whole["order"], **part.get("order", {})}})


def test_the_orders_shown_can_be_imported(tmp_path):
    from tasks.extract.extract import extract
    from tasks.validate.validate import validate

    [shown] = pages()["docs/mappings.md"].blocks("json")
    source = tmp_path / "orders.json"
    source.write_text(shown, encoding="utf-8")
    validated = validate(extract(str(source)), 10)
    assert (validated.rejects.height, validated.warnings) == (0, [])


def test_receivers_can_verify_a_signature_as_shown():
    shown = {"hmac": hmac, "hashlib": hashlib}
    exec(pages()["docs/effects.md"].blocks("python")[0], shown)
    assert shown["is_genuine"]("whsec_1", b"{}", signature_of("whsec_1", b"{}"))
    assert not shown["is_genuine"]("whsec_2", b"{}", signature_of("whsec_1", b"{}"))


@pytest.mark.parametrize("name", ["README.md", "docs/http-api.md"])
def test_the_public_client_has_what_is_shown_of_it(name):
    shown = pages()[name].blocks("python")
    calls = [call for each in shown for call in re.findall(r"voucherify\.(\w+)(?:\(client\)\.(\w+))?", each)]
    assert calls
    for owner, method in calls:
        assert hasattr(getattr(voucherify, owner), method or "__init__")


# --- what the code has


def test_the_error_keys_are_those_in_use():
    used = {
        call.args[0].value
        for path in Path("flows/api").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "ApiError"
        and isinstance(call.args[0], ast.Constant)
    }
    text = Path("flows/api/http/error_handlers.py").read_text(encoding="utf-8")
    assert used <= set(ERROR_KEYS)
    assert [key for key in set(ERROR_KEYS) - used if f'"{key}"' not in text] == []


def test_every_metric_is_described():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in Path("flows/api").rglob("*metrics.py"))
    named = set(re.findall(r'"(orders_\w+)"', texts))
    described = set(re.findall(r"^\| `(orders_\w+?)(?:_total)?` \|", text_of("docs/operations.md"), re.MULTILINE))
    assert named == described


def test_each_dependency_says_why_it_is_there():
    lines = Path("pyproject.toml").read_text().splitlines()
    names = tomllib.loads("\n".join(lines))["project"]["dependencies"]
    assert [name for name in names if not any(f'"{name}",' in line and "#" in line for line in lines)] == []


def test_the_licence_is_the_one_that_is_declared():
    declared = tomllib.loads(Path("pyproject.toml").read_text())["project"]["license"]
    assert Path("LICENSE").read_text().startswith(f"{declared} License\n")
