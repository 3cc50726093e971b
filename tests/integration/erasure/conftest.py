"""A project in which a person is everywhere, made once and copied for each test."""

import shutil

import pytest

from tests.support.projects.planted import Planted, plant


@pytest.fixture(scope="session")
def garden(tmp_path_factory) -> Planted:
    return plant(tmp_path_factory.mktemp("garden"))


@pytest.fixture
def planted(garden, tmp_path) -> Planted:
    return Planted(shutil.copytree(garden.home, tmp_path / "home"))
