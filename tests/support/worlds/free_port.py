"""A port of this machine on which nobody listens."""

import socket


def free_port() -> int:
    """One that was free a moment ago; the kernel does not give it out again soon."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
