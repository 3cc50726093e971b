"""Which sources a client of the HTTP API may name."""

from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.backfill.asked_for.allowed import require_allowed

KEY = ProjectKey("acme", "shop")
URLS = ["https://files.example/{tenant}/", "s3://exports/{tenant}/{project}"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exports" / "acme").mkdir(parents=True)
    (tmp_path / "exports" / "other").mkdir()
    (tmp_path / "exports" / "acme" / "link").symlink_to(tmp_path / "exports" / "other")
    return tmp_path


@pytest.mark.parametrize("name", ["exports/acme", "exports/acme/o.csv", "exports/acme/2020/o-*.csv"])
def test_what_is_below_an_allowed_folder_may_be_named(folder: Path, name: str):
    require_allowed([str(folder / name)], [f"{folder}/exports/{{tenant}}"], KEY)


@pytest.mark.parametrize(
    "name",
    [
        "exports/other/o.csv",
        "exports/acme/../other/o.csv",
        "exports/acme/link/o.csv",
        "exports/acme2/o.csv",
        "exports/*/o.csv",
        "exports",
        "exports/acme/\0",
    ],
)
def test_what_leads_out_of_it_may_not(folder: Path, name: str):
    with pytest.raises(UsageError, match="none that a request may name"):
        require_allowed([f"{folder}/{name}"], [f"{folder}/exports/{{tenant}}"], KEY)


@pytest.mark.parametrize(
    "url",
    ["https://files.example/acme/o.csv", "https://files.example/acme/o.csv?part=1", "s3://exports/acme/shop/2020/"],
)
def test_what_begins_like_an_allowed_url_may_be_named(url: str):
    require_allowed([url], URLS, KEY)


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/other/o.csv",
        "https://files.example.evil/acme/o.csv",
        "https://files.example@evil/acme/o.csv",
        "https://files.example/acme/../other/o.csv",
        "https://files.example/acme/%2e%2e/other/o.csv",
        "https://files.example/acme/%252e%252e/other/o.csv",
        "https://files.example/acme/${ORDERS_SOURCE_TOKEN}",
        "http://files.example/acme/o.csv",
        "s3://exports/acme/shop2/o.csv",
        "/etc/passwd",
        "relative/o.csv",
        "-",
    ],
)
def test_no_other_may(url: str):
    with pytest.raises(UsageError, match="none that a request may name"):
        require_allowed([url], URLS, KEY)


def test_without_a_setting_nothing_may():
    with pytest.raises(UsageError):
        require_allowed(["/data/o.csv"], [], KEY)


def test_one_that_may_not_refuses_all(folder: Path):
    good = str(folder / "exports" / "acme" / "o.csv")
    with pytest.raises(UsageError):
        require_allowed([good, "/etc/passwd"], [f"{folder}/exports/acme"], KEY)
