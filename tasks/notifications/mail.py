"""A notification as an e-mail, by SMTP. Server and credentials are the operator's: they are stored nowhere."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from schemas.mail_security import MailSecurity
from schemas.notification import Ended

_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who sends the mails on, and as whom."""

    host: str
    port: int
    security: MailSecurity
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def send_mail(server: MailServer, recipient: str, ended: Ended) -> None:
    """Send it. Raises `OSError` or `smtplib.SMTPException` where the server cannot be reached or refuses it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, recipient, ended.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(ended.text)
    with _connected(server) as smtp:
        if server.user is not None:
            smtp.login(server.user, server.password or "")
        smtp.send_message(message)


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security is MailSecurity.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=ssl.create_default_context())
    smtp = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    if server.security is MailSecurity.STARTTLS:
        try:
            smtp.starttls(context=ssl.create_default_context())
        except BaseException:
            smtp.close()
            raise
    return smtp
