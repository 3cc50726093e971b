"""A real HTTP receiver on loopback that checks signatures and can misbehave in every way a receiver can."""

import hashlib
import hmac
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int | None, dict[str, str]]
FINE: Answer = (200, {})
CLOSED: Answer = (None, {})


class Receiver(ThreadingHTTPServer):
    """Keeps what came in: `bodies` by Idempotency-Key, `accepted` those answered with 200, `forged` bad signatures."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, secret: str, behave: Callable[[str, int], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secret, self.behave, self.lock = secret, behave, threading.Lock()
        self.bodies: dict[str, set[bytes]] = {}
        self.accepted: Counter[str] = Counter()
        self.attempts: Counter[str] = Counter()
        self.paths: list[str] = []
        self.times: dict[str, list[float]] = {}
        self.headers: dict[str, str] = {}
        self.forged = 0

    @property
    def url(self) -> str:
        """Where to send to."""
        return f"http://127.0.0.1:{self.server_port}/hook"

    def content(self, key: str) -> object:
        """The one body that came under a key, decoded."""
        (body,) = self.bodies[key]
        return json.loads(body)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed is no concern of the receiver's."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        is_whole = len(body) == length  # it is not if the sender was killed
        status, headers = self._note(self.headers["Idempotency-Key"], body) if is_whole else CLOSED
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "2"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"ok")

    def _note(self, key: str, body: bytes) -> Answer:
        server = self.server
        signed = hmac.new(server.secret.encode(), body, hashlib.sha256).hexdigest()
        with server.lock:
            server.forged += self.headers["X-Orders-Signature"] != f"sha256={signed}"
            server.attempts[key] += 1
            server.times.setdefault(key, []).append(time.monotonic())
            server.bodies.setdefault(key, set()).add(body)
            server.paths.append(self.path)
            server.headers = dict(self.headers)
            attempt = server.attempts[key]
        answer = server.behave(key, attempt)
        with server.lock:
            server.accepted[key] += answer[0] == FINE[0]
        return answer

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def receiving(secret: str, behave: Callable[[str, int], Answer] = lambda key, attempt: FINE) -> Iterator[Receiver]:
    """A receiver that runs while the block does; `behave` sees the key and which attempt at it this is."""
    server = Receiver(secret, behave)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def moody(seed: int, hang: float) -> Callable[[str, int], Answer]:
    """Fails at random: 500, 429 with Retry-After, hanging for `hang` seconds, closing the connection; mostly fine."""
    dice = random.Random(seed)

    def behave(key: str, attempt: int) -> Answer:
        roll = dice.random()
        if roll < 0.05:
            return 503, {}
        if roll < 0.08:
            return 429, {"Retry-After": "1"}
        if roll < 0.09:
            time.sleep(hang)
            return FINE
        return CLOSED if roll < 0.12 else FINE

    return behave
