"""A real S3 server of this process, and the environment in which object stores are reached."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.server import ThreadedMotoServer


@contextmanager
def _started() -> Iterator[ThreadedMotoServer]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _address_of(server: ThreadedMotoServer) -> str:
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address, for the block."""
    with _started() as server:
        yield _address_of(server)


class Refusals:
    """Lets a store answer 503 for a while."""

    def __init__(self, server: ThreadedMotoServer) -> None:
        # moto has no other way to be unwell
        self._server = server._server
        self._app = self._server.app

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Each request in the block is refused, as S3 does it when it is asked too much."""
        self._server.app = _slow_down
        try:
            yield
        finally:
            self._server.app = self._app


def _slow_down(
    _environment: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> list[bytes]:
    start_response("503 Slow Down", [("Content-Type", "application/xml")])
    return [b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"]


@contextmanager
def moody_s3_server() -> Iterator[tuple[str, Refusals]]:
    """A server's address, and what lets it refuse."""
    with _started() as server:
        yield _address_of(server), Refusals(server)


def s3_environment(endpoint: str) -> dict[str, str]:
    """What an operator sets to reach it."""
    keys = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    return {**keys, "AWS_REGION": "us-east-1", "AWS_ALLOW_HTTP": "true"}
