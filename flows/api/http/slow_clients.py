"""HTTP/1.1 as uvicorn speaks it, to clients that may be slow but must not stand still.

uvicorn waits for ever for a head or a body that has begun, and for an answer to be taken. Somebody who sends a byte a
second would keep a connection, and a file that is being written, as long as they like.
"""

import asyncio
from dataclasses import dataclass

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

LOOK_SECONDS = 10.0
SLOWEST = 1024
"""Bytes a second that a request must come in with, and its answer be taken with, as the mean of `LOOK_SECONDS`."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How far a connection was: requests done, bytes come in, bytes not yet taken; and whom it waits for."""

    done_count: int
    received: int
    untaken: int
    is_client_due: bool
    is_refused: bool


class WatchedConnection(H11Protocol):
    """Closes a connection that was due at two looks, and between them moved fewer bytes than `SLOWEST` asks for.

    What remains of a body after its request was refused is thrown away for as long as that, however fast it comes.
    """

    _received = _done_count = 0
    _last: _Look | None = None
    _next: asyncio.TimerHandle | None = None

    def connection_made(  # type: ignore[override]  # uvicorn's own signature: the transport of a stream
        self, transport: asyncio.Transport
    ) -> None:
        """Begin to look."""
        super().connection_made(transport)
        self._look_later()

    def data_received(self, data: bytes) -> None:
        """Count what comes in."""
        self._received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Count what is done: a client of many small requests is not slow."""
        self._done_count += 1
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._next = self.loop.call_later(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        last, self._last = self._last, self._state()
        if last is not None and _stands_still(last, self._last):
            self.transport.abort()
        else:
            self._look_later()

    def _state(self) -> _Look:
        cycle: RequestResponseCycle | None = self.cycle
        is_answered = cycle is not None and cycle.response_complete
        in_body = self.conn.their_state is h11.SEND_BODY
        # a client is not to blame while we have told it to wait, or do not read
        is_asked_to_wait = cycle is not None and cycle.waiting_for_100_continue
        is_waiting_for_us = in_body and not is_answered and (is_asked_to_wait or self.flow.read_paused)
        return _Look(
            done_count=self._done_count,
            received=self._received,
            untaken=self.transport.get_write_buffer_size(),
            is_client_due=self.conn.their_state is h11.IDLE or (in_body and not is_waiting_for_us),
            is_refused=in_body and is_answered,
        )


def _stands_still(last: _Look, now: _Look) -> bool:
    if last.done_count != now.done_count:
        return False
    least = SLOWEST * LOOK_SECONDS
    if last.untaken and now.untaken:
        return last.untaken - now.untaken < least
    if last.is_refused and now.is_refused:
        return True
    return last.is_client_due and now.is_client_due and now.received - last.received < least
