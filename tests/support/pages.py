"""The pages of the project: their text, their blocks of code, their links and headings."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.cli.reference.markdown import anchor

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """What is in fences of this language."""
        return [body for name, body in _FENCED.findall(self.text) if name == language]

    @property
    def links(self) -> list[str]:
        """Targets that are no URLs; pictures too."""
        found = re.findall(r"\]\(([^)\s]+)\)", _FENCED.sub("", self.text))
        return [target for target in found if not re.match(r"[a-z]+:", target)]

    @property
    def anchors(self) -> set[str]:
        """What a link into the page may end in."""
        return {anchor(title) for title in re.findall(r"^#+ (.+)$", _FENCED.sub("", self.text), re.MULTILINE)}


@cache
def pages() -> dict[str, Page]:
    """All pages, by their path from the project's folder."""
    paths = [*Path().glob("*.md"), *Path("docs").rglob("*.md"), *Path("data").glob("*.md")]
    return {str(path): Page(path) for path in sorted(paths)}


def console_lines(program: str) -> list[str]:
    """What the pages show typed of one program, without the remarks at the ends of lines."""
    blocks = (block for page in pages().values() for block in page.blocks("console"))
    lines = {line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()}
    return sorted(line for line in lines if line.split(" ")[0] == program)
