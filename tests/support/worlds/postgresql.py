"""A real PostgreSQL for a test: Debian's, in a folder of its own, on a free port of this machine."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.worlds.free_port import free_port

_USER = "postgres"  # the server refuses to run as root


def programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are; Debian keeps them off the PATH."""
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    return None if found is None else Path(found).resolve().parent


@contextmanager
def new_postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty database in a folder that may be new; it ends with the block."""
    port, data = free_port(), folder / "data"
    data.mkdir(parents=True)
    _open_to(data)
    _run("initdb", "--pgdata", str(data), "--username", _USER, "--auth", "trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories={data}"
    _run("pg_ctl", "start", "--wait", "--pgdata", str(data), "--options", options, "--log", str(data / "log"))
    try:
        yield f"postgresql://{_USER}@127.0.0.1:{port}/postgres"
    finally:
        _run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", str(data))


def restart_postgresql(url: str) -> None:
    """As a crash and its restart do it: all connections are gone."""
    with psycopg.connect(url) as con:
        [(data,)] = con.execute("SHOW data_directory").fetchall()
    _run("pg_ctl", "restart", "--wait", "--mode", "immediate", "--pgdata", data, "--log", f"{data}/log")


def as_prefect_takes_it(url: str) -> str:
    """The address with the driver that Prefect's server has."""
    return url.replace("postgresql://", "postgresql+asyncpg://")


def new_schema(url: str, name: str) -> str:
    """The address of an empty schema of that database."""
    with psycopg.connect(url, autocommit=True) as con:
        con.execute(f"CREATE SCHEMA {name}".encode())
    return f"{url}?options=-csearch_path%3D{name}"


def _open_to(data: Path) -> None:
    if os.getuid() == 0:
        shutil.chown(data, _USER)
        for folder in data.parents[:-1]:
            folder.chmod(folder.stat().st_mode | 0o011)


def _run(program: str, *arguments: str) -> None:
    as_user = {"user": _USER, "group": pwd.getpwnam(_USER).pw_gid} if os.getuid() == 0 else {}
    command = [str(programs() / program), *arguments]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
