"""What a file does not say of itself and a mapping that is shipped cannot know: said with the import."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The encoding of a file, the currency of its amounts, the zone of the clock of its times, and their form."""

    encoding: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    date_format: str | None = None

    def __bool__(self) -> bool:
        return self != FileFacts()


NOTHING_SAID = FileFacts()
