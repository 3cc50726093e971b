"""How the way to a mail server is closed to others."""

from enum import StrEnum


class MailSecurity(StrEnum):
    """In the clear, by TLS from the first byte on, or by TLS that is asked for."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
