"""A project in which a person is everywhere, made once and copied for each test."""

import shutil

import pytest

from tests.support.projects import lakes
from tests.support.projects.planted import Planted, plant


@pytest.fixture(scope="session")
def garden(tmp_path_factory) -> Planted:
    return plant(tmp_path_factory.mktemp("garden"))


@pytest.fixture
def planted(request, tmp_path) -> Planted:
    home = tmp_path / "home"
    if lakes.IS_ASKED_FOR:  # a copy of the home is none of its lakes
        home.mkdir()
        return plant(home)
    return Planted(shutil.copytree(request.getfixturevalue("garden").home, home))
