"""Which addresses a rule that is made over HTTP may send to: those that the operator allows, and no others.

Whoever has a project's keys could else make this machine ask whatever it can reach.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from schemas.errors import UsageError

ANY = "*"


def require_allowed_url(url: str | None, allowed: Sequence[str]) -> None:
    """Raise `UsageError` unless the URL begins as one of the allowed ones does, or any is."""
    if url is None or ANY in allowed or any(_is_below(url, place) for place in allowed):
        return
    message = "This address is none that a rule may send to."
    operator_hint = "ORDERS_RULE_URLS says which ones may be named over HTTP."
    raise UsageError(message, "Ask the operator to allow it.", operator_hint=operator_hint)


def _is_below(url: str, place: str) -> bool:
    """Whether scheme, host and port are the same, and the path is that of the place or below it."""
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
        return False
    try:
        given, allowed = urlsplit(url), urlsplit(place)
    except ValueError:
        return False
    folder = allowed.path if allowed.path.endswith("/") else f"{allowed.path}/"
    is_same_host = (given.scheme, given.netloc.lower()) == (allowed.scheme, allowed.netloc.lower())
    is_below = f"{given.path}/".startswith(folder) and ".." not in given.path and "%" not in given.path
    return is_same_host and is_below
