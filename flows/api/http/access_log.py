"""What the logs say of a request: never whom it names, since nobody searches logs when a customer is erased.

A path of `/v1/customers/…` may hold an e-mail address, and so may the parameters of any list.
"""

import logging
import re

_CUSTOMER = re.compile(r"(/v1/customers/)[^/?]+", re.IGNORECASE)
_ROUTES = ("bulk", "metadata", "importCSV")


def without_names(path: str) -> str:
    """The path of a request, with the name of a customer and the values of parameters left out."""
    plain, asked, _ = path.partition("?")
    return _CUSTOMER.sub(_unnamed, plain) + ("?…" if asked else "")


def _unnamed(found: re.Match[str]) -> str:
    name = found[0].removeprefix(found[1])
    return found[0] if name in _ROUTES else f"{found[1]}…"


class WithoutNames(logging.Filter):
    """For the access log, whose lines are made of client, method, path, version and status."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the line pass, without names."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_names(each) if isinstance(each, str) and each.startswith("/") else each for each in record.args
            )
        return True


def install() -> None:
    """For the server that this process is to run."""
    logging.getLogger("uvicorn.access").addFilter(WithoutNames())
