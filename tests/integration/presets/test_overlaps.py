"""Two exports that hold the same order in different states, imported the newest first."""

import json

from tests.integration.presets.stored import FIXTURES


def test_the_older_of_two_exports_changes_nothing(project, tmp_path):
    [order, *_] = json.loads((FIXTURES / "woo_rest.json").read_text(encoding="utf-8"))
    for name, status, changed in (("new", "completed", "03-01"), ("old", "processing", "02-01")):
        state = {**order, "status": status, "date_modified_gmt": f"2025-{changed}T00:00:00"}
        (tmp_path / f"{name}.json").write_text(json.dumps([state]), encoding="utf-8")
    project.load(tmp_path / "new.json")
    report = project.load(tmp_path / "old.json")
    assert [(warned.code, warned.count) for warned in report.warnings] == [("stale", 1)]
    assert (report.row_count, report.done_count, project.orders()["727"].status) == (1, 0, "FULFILLED")
