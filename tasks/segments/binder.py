"""How values get into a statement that is put together: as parameters, never as text of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

Bind = Callable[[object], str]
"""Takes a value and gives the placeholder that stands for it."""


@dataclass(slots=True)
class Binder:
    """Collects the values of one statement; each goes into the text as the name of its parameter."""

    values: dict[str, object] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """The placeholder for `value`."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"
