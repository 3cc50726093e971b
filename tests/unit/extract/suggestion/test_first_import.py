"""The page that shows a first import shows what happens."""

import re
from pathlib import Path

from tasks.extract.suggestion.suggest import suggest

PAGE = Path("docs/first-import.md").read_text(encoding="utf-8")


def test_what_is_suggested_is_what_the_page_shows(tmp_path):
    shown = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    source = tmp_path / "verkauf.csv"
    source.write_text(shown[0], encoding="utf-8")
    suggestion = suggest(str(source))
    assert suggestion.text.partition("\n\n")[2] == shown[2]
    assert suggestion.orders.orders["reason"].null_count() == 2
