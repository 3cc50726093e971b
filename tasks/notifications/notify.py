"""Sends what is to be said of an import that has ended, the one way that its project has chosen.

Invariant: what goes wrong is not raised: the import is what it is. It comes back as one line for the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import OrdersError
from schemas.notification import Ended, Notification
from tasks.notifications.mail import MailServer, send_mail
from tasks.notifications.webhook import post

_LONGEST = 300
ByBlock = Callable[[str, Ended], None]
"""Sends by a notification block of Prefect's server, named as type/name; raises whatever goes wrong."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How messages can leave: `mail_server` and `by_block` are null where there is none to send by."""

    home: Path
    mail_server: MailServer | None
    by_block: ByBlock | None


def notify(ways: Ways, chosen: Notification, ended: Ended) -> str | None:
    """Send it there; what went wrong, if it did."""
    try:
        problem = _send(ways, chosen, ended)
    except Exception as error:  # a server, a library or a block of somebody's: the import is none the worse for it
        problem = str(error) if isinstance(error, OrdersError) else f"{type(error).__name__}: {error}"
    return problem and f"{chosen.target}: {(problem.splitlines() or [''])[0][:_LONGEST]}"


def _send(ways: Ways, chosen: Notification, ended: Ended) -> str | None:
    if chosen.url is not None:
        return post(ways.home, chosen.url, ended)
    if chosen.email is not None:
        return _mail(ways, chosen.email, ended)
    return _block(ways, chosen.block or "", ended)


def _mail(ways: Ways, recipient: str, ended: Ended) -> str | None:
    if ways.mail_server is None:
        return "there is no mail server; ORDERS_SMTP_HOST and ORDERS_SMTP_FROM name it"
    send_mail(ways.mail_server, recipient, ended)
    return None


def _block(ways: Ways, block: str, ended: Ended) -> str | None:
    if ways.by_block is None:
        return "there is no Prefect server that has this block"
    ways.by_block(block, ended)
    return None
