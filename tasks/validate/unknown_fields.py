"""Fields that this project does not know: the first few by name, the others by number, however many there are."""

from schemas.reports.report import Warned

MOST_NAMED = 50
_LONGEST_NAMED = 200


class UnknownFields:
    """How often each unknown field was met, by its JSON path without the positions in lists, and where first."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[int, int]] = {}
        self.others = 0

    def add(self, path: str, row: int, count: int = 1) -> None:
        """Count a field; one that is not among the first `MOST_NAMED` is counted without its name."""
        path = path if len(path) <= _LONGEST_NAMED else f"{path[:_LONGEST_NAMED]}…"
        before, first_row = self.named.get(path, (0, row))
        if before or len(self.named) < MOST_NAMED:
            self.named[path] = (before + count, first_row)
        else:
            self.others += count

    def update(self, later: "UnknownFields") -> None:
        """Count those of later orders too."""
        for path, (count, row) in later.named.items():
            self.add(path, row, count)
        self.others += later.others

    def warnings(self) -> list[Warned]:
        """The most frequent first."""
        met = sorted(self.named.items(), key=lambda each: (-each[1][0], each[0]))
        named = [
            Warned(
                code="unknown_field", message=f"{path} is not a known field; it was left out", count=count, rows=[row]
            )
            for path, (count, row) in met
        ]
        if not self.others:
            return named
        message = f"more fields that are not known, beside the first {MOST_NAMED}; they were left out"
        return [*named, Warned(code="unknown_field", message=message, count=self.others)]
