"""A file of a test's own, extracted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.extract.extract import Extracted, extract


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Extracted]:
    """Extract `data` from a file called `name`."""

    def read_file(name: str, data: bytes, **options: object) -> Extracted:
        (tmp_path / name).write_bytes(data)
        return extract(str(tmp_path / name), **options)

    return read_file
