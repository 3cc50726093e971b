"""Files as shops export them: a few made-up lines of each in a folder, with the mapping and the orders they are."""

import json
from pathlib import Path

import pytest

from tasks.extract.extract import extract
from tasks.extract.mapping_file import read_mapping
from tasks.validate.validate import validate

EXPORTS = sorted(folder for folder in (Path(__file__).parent / "exports").iterdir() if folder.is_dir())


@pytest.mark.parametrize("export", EXPORTS, ids=lambda folder: folder.name)
def test_an_export_is_read_by_its_mapping(export: Path):
    [source] = export.glob("source.*")
    found = extract(str(source), mapping=read_mapping(export / "mapping.toml"))
    assert found.orders["reason"].drop_nulls().to_list() == []
    assert [json.loads(raw) for raw in found.orders["raw"]] == json.loads((export / "orders.json").read_text())
    assert validate(found, 100).rejects.is_empty()


def test_there_are_exports():
    assert len(EXPORTS) >= 9
