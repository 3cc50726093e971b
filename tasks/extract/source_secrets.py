"""Credentials of sources: URLs that are kept somewhere hold none, but may name variables that do.

What a run or a deployment is asked to read is kept and shown by Prefect. So `${ORDERS_SOURCE_…}` in a URL stands for a
variable of the process that reads it; other variables have other secrets, which nobody may send to a server of theirs.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from schemas.errors import UsageError
from tasks.extract.source_name import URL_SCHEME

PREFIX = "ORDERS_SOURCE_"
"""How the names of these variables begin."""
_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(rf"{PREFIX}[A-Z0-9_]+")
_SECRETS = ("signature", "credential", "token", "secret", "password", "apikey", "accesskey", "accesskeyid")
"""How names of parameters with a secret end, without - and _ and in small letters."""
_SHORT_SECRETS = ("sig", "pwd", "passwd", "auth", "authorization", "jwt")


def require_no_credentials(source: str) -> None:
    """Raise `UsageError` if this is a URL that holds a user, a password, a signature or the like word for word."""
    if URL_SCHEME.match(source) is None:
        return
    found = _credential_in(_REFERENCE.sub("", source))
    if found is not None:
        message = f"The URL of the source holds {found}, and it would be kept where others read it."
        hint = (
            f"Put it into a variable {PREFIX}… of the process that reads the source, and ${{{PREFIX}…}} in its place."
        )
        raise UsageError(message, hint)


def _credential_in(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "no address that can be read"
    if parts.netloc.rpartition("@")[0].strip(":") or (parts.path == "" and "@" in parts.query + parts.fragment):
        return "a user or a password"
    return next((f"the parameter {name}" for name, _ in parse_qsl(parts.query) if _is_secret(name)), None)


def _is_secret(name: str) -> bool:
    plain = name.lower().replace("-", "").replace("_", "")
    return plain in _SHORT_SECRETS or plain.endswith(_SECRETS)


def resolved(source: str, variables: Mapping[str, str]) -> str:
    """The URL with its references replaced by what the variables hold; a path as it is.

    Raises `UsageError` for a reference to a variable that is not there, or is not meant for this.
    """

    def value(reference: re.Match[str]) -> str:
        name = reference[1]
        if not _NAME.fullmatch(name):
            message = f"The source refers to ${{{name}}}, which is no variable for sources."
            raise UsageError(message, f"Variables for sources are called {PREFIX} and capitals, digits and _.")
        if name not in variables:
            message = f"The source refers to ${{{name}}}, which is not set where it is read."
            operator_hint = "Set it for the process that runs the import, such as `orders worker`."
            raise UsageError(message, "Its operator has to set it.", operator_hint=operator_hint)
        return variables[name]

    return source if URL_SCHEME.match(source) is None else _REFERENCE.sub(value, source)
