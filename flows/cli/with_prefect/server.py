"""Whether a Prefect server is set or running for the commands of this shell, found out without importing Prefect."""

import os
import tomllib
from pathlib import Path

from flows.local.home_lock import running_system

_NAME = "PREFECT_API_URL"
_FILES = {"prefect.toml": "url", "pyproject.toml": "tool.prefect", ".env": _NAME}
"""Files of the current folder from which Prefect takes settings, and what is in them if the server may be set there."""


def find_server(home: Path) -> str | None:
    """The API address of the server in PREFECT_API_URL or Prefect's profile, else of `orders up` on this `home`.

    None if there is none: then commands do without a run history.
    """
    return os.environ.get(_NAME) or (_from_settings() if _may_be_set() else None) or _of_running_system(home)


def _may_be_set() -> bool:
    """Whether it is worth asking Prefect, whose import takes longer than a small import of orders."""
    if any(Path(name).exists() and text in Path(name).read_text(errors="replace") for name, text in _FILES.items()):
        return True
    try:
        profiles = tomllib.loads(_profiles_file().read_text())
    except (OSError, ValueError):
        return "PREFECT_PROFILE" in os.environ
    name = os.environ.get("PREFECT_PROFILE", profiles.get("active"))
    # the profile "ephemeral" that Prefect makes at first names no server; "local" does without being written down
    return name != "ephemeral" or _NAME in profiles.get("profiles", {}).get(name, {})


def _profiles_file() -> Path:
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    return Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml")).expanduser()


def _from_settings() -> str | None:
    from prefect.settings import PREFECT_API_URL

    url: str | None = PREFECT_API_URL.value()
    return url


def _of_running_system(home: Path) -> str | None:
    system = running_system(home)
    return None if system is None else f"{system.prefect_url}/api"
