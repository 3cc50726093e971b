"""What a source is called, in reports, errors and names of runs: never with a password or a signature in it.

A source is named by a path, `-` for standard input, or a URL.
"""

import os
import re
from urllib.parse import urlsplit

URL_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def is_local(text: str) -> bool:
    """Whether this names a file here, and not standard input or a URL."""
    return text != "-" and URL_SCHEME.match(text) is None


def shown_name(text: str) -> str:
    """What to call a source before it is opened: a path as it is, a URL without user, password and query.

    Bytes of a path that are no UTF-8 are shown by the replacement character.
    """
    scheme = URL_SCHEME.match(text)
    if scheme is None:
        return os.fsencode(text).decode("utf-8", "replace")
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises ValueError where it is no number
    except ValueError:
        return f"{scheme[0]}…"
    if parts.path == "" and "@" in parts.query + parts.fragment:
        return f"{scheme[0]}…"  # a mark in the password has ended the name of the server
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
