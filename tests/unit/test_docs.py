"""What the README asserts is what the code does."""

import hashlib
import hmac
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer

from flows.cli.main import app
from flows.cli.reference import inserted
from flows.local.server_settings import SERVER_SETTINGS
from tasks.deliveries.webhook import signature_of

README = Path("README.md").read_text(encoding="utf-8")
CONSOLE = "\n".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
USED = sorted({line.partition("  #")[0].strip() for line in CONSOLE.splitlines() if line.startswith("orders ")})


def test_the_reference_is_up_to_date():
    assert inserted(README) == README


@pytest.mark.parametrize("line", USED)
def test_every_command_shown_exists_with_its_options(line):
    words = shlex.split(line)[1:]
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize(("name", "value"), SERVER_SETTINGS.items())
def test_a_server_of_ones_own_is_told_what_orders_up_tells_its_own(name, value):
    assert re.search(rf"^export {name}={re.escape(value)}( |$)", README, re.MULTILINE)


def test_receivers_can_verify_a_signature_as_shown():
    shown = {"hmac": hmac, "hashlib": hashlib}
    exec(re.search(r"```python\n(def is_genuine.*?)```", README, re.DOTALL)[1], shown)
    assert shown["is_genuine"]("whsec_1", b"{}", signature_of("whsec_1", b"{}"))
    assert not shown["is_genuine"]("whsec_2", b"{}", signature_of("whsec_1", b"{}"))


def test_the_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", Path("Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", CONSOLE, re.MULTILINE)) <= targets


def test_each_dependency_says_why_it_is_there():
    lines = Path("pyproject.toml").read_text().splitlines()
    names = tomllib.loads("\n".join(lines))["project"]["dependencies"]
    assert [name for name in names if not any(f'"{name}",' in line and "#" in line for line in lines)] == []
