"""Orders in our own form are read as such, also where those of others look the same."""

import json
from pathlib import Path

import pytest

from tasks.extract.extract import extract

OURS, THEIRS = "ord_e22b5ea317c434d7db446154", "ord_0b1621b319d248b79f01"


@pytest.mark.parametrize(
    ("order_id", "preset", "read_as"),
    [(OURS, None, None), (THEIRS, None, "voucherify"), (THEIRS, "own", None), (OURS, "voucherify", "voucherify")],
)
def test_an_order_with_an_id_of_ours_is_ours(tmp_path: Path, order_id: str, preset: str | None, read_as: str | None):
    source = tmp_path / "orders.ndjson"
    source.write_text(json.dumps({"id": order_id, "object": "order", "status": "PAID", "amount": 100}))
    extracted = extract(str(source), preset=preset)
    assert extracted.preset == read_as
    [text] = extracted.orders["raw"].to_list()
    assert json.loads(text).get("id") == (order_id if read_as is None else None)
