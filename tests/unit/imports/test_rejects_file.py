"""The files that hand rejected orders back: the orders as they came, and what is wrong with each."""

import json

from tasks.imports.rejects_file import write_rejects_file
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY, import_texts

BAD = ['{"source_id":"a","amount":-1}', '{"amount": "1"}']


def test_orders_and_reasons_stand_line_by_line_beside_each_other(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        import_texts(con, [BAD[0], '{"source_id":"good"}', BAD[1]])
        orders = write_rejects_file(con, "imp_1", tmp_path)
    assert orders.read_text().splitlines() == BAD
    reasons = [json.loads(line) for line in (tmp_path / "imp_1.reasons.ndjson").read_text().splitlines()]
    wrong = "an integer is needed here, but it is a text"
    assert reasons == [
        {"row": 0, "source_id": "a", "code": "below_minimum", "path": "$.amount", "reason": "-1 is below 0"},
        {"row": 2, "source_id": None, "code": "wrong_type", "path": "$.amount", "reason": wrong},
    ]
