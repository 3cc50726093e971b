"""A project in memory for each test."""

import pytest

from tests.integration.presets.stored import project as open_project


@pytest.fixture
def project():
    with open_project() as opened:
        yield opened
