"""Where a part of the local system listens."""

import socket
from dataclasses import dataclass

from schemas.errors import UsageError


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """As a browser takes it."""
        return f"http://{self.host}:{self.port}"

    def require_free(self, option: str) -> None:
        """Raise `UsageError` if somebody listens there already."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                message = f"Nothing can listen on {self.host}:{self.port}: {error.strerror}."
                raise UsageError(message, f"Choose another port with {option}.") from error
