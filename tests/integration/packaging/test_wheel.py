"""The wheel in an environment of its own, in a folder far from the checkout: `make wheel-test`."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.worlds.up_world import free_ports, left, up

pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]

ROOMS = ("flows", "tasks", "schemas")
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
ORDER = [{"source_id": "a", "amount": 5, "customer": {"source_id": "ann"}}]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built of a copy: setuptools leaves what it makes where it works, and finds it there the next time."""
    copy = tmp_path_factory.mktemp("copy")
    for room in ROOMS:
        shutil.copytree(room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(name, copy)
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(copy / "dist"), str(copy)]
    subprocess.run([*PIP, *build], check=True)
    [built] = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment with the wheel and its locked requirements, and nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    commands = environment / "bin"
    install = [*PIP, "--python", str(commands / "python"), "install", "--no-deps"]
    subprocess.run([*install, "--require-hashes", "--requirement", "requirements-runtime.lock"], check=True)
    subprocess.run([*install, str(wheel)], check=True)
    subprocess.run([*PIP, "--python", str(commands / "python"), "check"], check=True)
    return commands


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of somebody who has modules of the same names."""
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("raise ImportError('this is not ours')")
    (tmp_path / "orders.json").write_text(json.dumps(ORDER))
    return tmp_path


@pytest.fixture
def environment(elsewhere: Path) -> dict[str, str]:
    """Nothing of what tests or a checkout may have set."""
    return {"PATH": os.defpath, "HOME": str(elsewhere), "ORDERS_TENANT": "acme", "ORDERS_PROJECT": "shop"}


def test_the_wheel_holds_every_file_of_the_rooms(wheel):
    files = {
        str(file) for room in ROOMS for file in Path(room).rglob("*.*") if file.suffix != ".pyc" and file.is_file()
    }
    assert {f"{room}/py.typed" for room in ROOMS} < files
    assert files <= set(ZipFile(wheel).namelist())


def test_what_is_locked_for_running_is_what_the_tests_run_with():
    runtime, tested = (_pins(Path(name)) for name in ("requirements-runtime.lock", "requirements.lock"))
    assert runtime <= tested


def test_an_import_in_the_shell(installed, elsewhere, environment):
    command = [installed / "orders", "import", "orders.json", "--json"]
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["result"]["done_count"] == 1
    assert (elsewhere / "data" / "warehouse" / "acme" / "shop.duckdb").exists()


def test_the_whole_system(installed, elsewhere, environment):
    home = elsewhere / "home"
    home.mkdir()
    environment |= {"ORDERS_HOME": str(home)}

    def orders(*arguments: str) -> str:
        command = [installed / "orders", *arguments]
        return subprocess.run(
            command, cwd=elsewhere, env=environment, check=True, stdout=subprocess.PIPE
        ).stdout.decode()

    with up(
        home, free_ports(), orders=[str(installed / "orders")], environment=environment, folder=elsewhere
    ) as system:
        action_id = orders("submit", "orders.json").strip()
        assert orders("status", action_id, "--watch").split()[1] == "DONE"
        system.send_signal(signal.SIGINT)
        assert system.wait(60) == 0
    assert left(home) == []


def _pins(lock: Path) -> set[str]:
    return {line.rstrip(" \\") for line in lock.read_text().splitlines() if "==" in line}
