"""Files as shops export them, each reduced to a few made-up lines, with the mapping that reads it and what it says."""

import json
from pathlib import Path

import pytest

from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tasks.validate.validate import validate
from tests.support.exports import EXPORTS, Export


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_is_read_by_its_mapping(tmp_path: Path, export: Export):
    (tmp_path / export.file).write_bytes(export.content)
    found = extract(str(tmp_path / export.file), mapping=Mapping.from_toml(export.mapping, "m.toml"))
    assert found.orders["reason"].drop_nulls().to_list() == []
    assert [json.loads(raw) for raw in found.orders["raw"]] == export.orders
    assert validate(found, 100).rejects.is_empty()
