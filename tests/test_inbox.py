"""What is left in an inbox by a process that was killed."""

import os
import time

import pytest

from schemas.ids import ProjectKey
from tasks.inbox import inbox_of, tidy

KEY = ProjectKey("acme", "shop")


@pytest.mark.parametrize(("name", "hours", "stays"), [("a.part", 2, False), ("a.part", 0, True), ("a.json", 2, True)])
def test_only_a_body_that_nobody_writes_to_any_more_is_removed(tmp_path, name, hours, stays):
    file = inbox_of(tmp_path, KEY) / name
    file.parent.mkdir(parents=True)
    file.write_text("[")
    changed = time.time() - hours * 3600
    os.utime(file, (changed, changed))
    tidy(tmp_path)
    assert file.exists() is stays
