"""A real mail server on loopback: it keeps what it is given, asks for a login, or refuses everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from schemas.mail_security import MailSecurity
from tasks.notifications.mail import MailServer


@dataclass
class Mailbox:
    """Mails that came in; with a `password`, only from who logs in with it; `refusal` is the answer to all mails."""

    password: str | None = None
    refusal: str | None = None
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusal is not None:
            return self.refusal
        mail = message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    def is_login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password.decode() == self.password, handled=False)

    def as_server(self, **changes: object) -> MailServer:
        """How to send to it."""
        return MailServer("127.0.0.1", self.port, MailSecurity.NONE, "orders@acme.example", **changes)


class _OnAnyPort(Controller):
    """On a port that is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailbox(password: str | None = None, refusal: str | None = None) -> Iterator[Mailbox]:
    """A mail server that runs while the block does."""
    box = Mailbox(password, refusal)
    needs = {"auth_required": True, "auth_require_tls": False, "authenticator": box.is_login} if password else {}
    controller = _OnAnyPort(box, hostname="127.0.0.1", port=0, **needs)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
