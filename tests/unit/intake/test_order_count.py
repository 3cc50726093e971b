"""How many orders a body holds: counted before they are read, and also where one of them cannot be."""

import pytest

from schemas.errors import UsageError
from tasks.intake.order_count import count_orders

DEEP = b"[" * 5000 + b"]" * 5000
HALF = rb'{"source_id":"\ud83d"}'


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"[]", 0),
        (b"[" + HALF + b"]", 1),
        (b" [{}, " + HALF + b" ,1]\n", 3),
        (b"[" + DEEP + b",{}]", 2),
        (b"[" + b"1," * 30_000 + HALF + b"]", 20_000),
    ],
    ids=range(5),
)
def test_the_elements_of_an_array_are_counted(tmp_path, body, count):
    (tmp_path / "x.json").write_bytes(body)
    assert count_orders(tmp_path / "x.json") == count


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "it is empty"),
        (b"{}", "not an array of orders"),
        (b"[" + HALF, "is not valid JSON"),
        (b"[" + HALF + b",]", "is not valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
    ids=range(5),
)
def test_what_is_no_array_is_refused(tmp_path, body, message):
    (tmp_path / "x.json").write_bytes(body)
    with pytest.raises(UsageError, match=message):
        count_orders(tmp_path / "x.json")
