"""Delivers what is pending: portion after portion, the database closed while messages are on their way.

Invariant: at least once. A delivery is done only when the database says so; what is killed in between is sent again
with the same Idempotency-Key and the same body, or, by file, written again.
"""

import asyncio
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import httpx

from schemas.clock import naive_utc_now
from schemas.effects.delivery import Attempt, DeliveryOptions, DeliveryRun, Message
from schemas.effects.effects import DeliveryStatus
from schemas.effects.rules import Channel
from schemas.ids import ProjectKey
from tasks.deliveries.outbox import next_due, settle, take_portion
from tasks.deliveries.webhook import body_of, open_client, send
from tasks.rules.signing import signing_secret
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import folder_beside
from tasks.warehouse.private_files import private_folder

_SHORTEST_NAP, _LONGEST_NAP = 0.05, 1.0


class _Outbox:
    """The database of one project, opened only to exchange one portion for the next."""

    def __init__(self, home: Path, key: ProjectKey, options: DeliveryOptions, lock_patience: float) -> None:
        self.home, self.key, self.options, self.lock_patience = home, key, options, lock_patience
        self.secret, self.lease_id, self.next_due = "", "", None

    def exchange(self, attempts: list[Attempt]) -> list[Message]:
        """Settle the last portion and take the next, in one opening of the database."""
        with open_warehouse(self.home, self.key, create=False, patience=self.lock_patience) as con:
            now = naive_utc_now()
            if attempts:
                settle(con, self.lease_id, attempts, now)
            self.secret = self.secret or signing_secret(con, now)
            self.lease_id, messages = take_portion(con, self.options, now)
            self.next_due = None if messages else next_due(con)
        return messages


async def deliver(
    home: Path, key: ProjectKey, options: DeliveryOptions | None = None, *, lock_patience: float = 120.0
) -> DeliveryRun:
    """Deliver until nothing is due, waiting at most `options.patience` seconds for what is to be tried again.

    Raises `RetryableError` if another process keeps the database for longer than `lock_patience` seconds.
    """
    options = options or DeliveryOptions()
    outbox, ended, portions = _Outbox(home, key, options, lock_patience), Counter(), 0
    patience = timedelta(seconds=options.patience)
    give_up_at = naive_utc_now() + patience
    attempts: list[Attempt] = []
    async with open_client(options) as client:
        while True:
            messages = await asyncio.to_thread(outbox.exchange, attempts)
            attempts = []
            if messages:
                attempts = await _send_all(client, messages, outbox)
                portions += 1
                ended.update(attempt.status for attempt in attempts)
                give_up_at = naive_utc_now() + patience
            elif outbox.next_due is None or outbox.next_due > give_up_at:
                return _run(ended, portions)
            else:
                wait = (outbox.next_due - naive_utc_now()).total_seconds()
                await asyncio.sleep(min(max(wait, _SHORTEST_NAP), _LONGEST_NAP))


def _run(ended: Counter[DeliveryStatus], portions: int) -> DeliveryRun:
    return DeliveryRun(
        delivered=ended[DeliveryStatus.DELIVERED],
        retried=ended[DeliveryStatus.PENDING],
        dead=ended[DeliveryStatus.DEAD],
        portions=portions,
    )


async def _send_all(client: httpx.AsyncClient, messages: list[Message], outbox: _Outbox) -> list[Attempt]:
    room = asyncio.Semaphore(outbox.options.in_flight)

    async def one(message: Message) -> Attempt:
        async with room:
            return await send(client, message, outbox.secret, outbox.options)

    by_file = [message for message in messages if message.channel is Channel.FILE]
    written = asyncio.to_thread(_write_lines, outbox_folder(outbox.home, outbox.key), by_file)
    sent = [one(message) for message in messages if message.channel is Channel.WEBHOOK]
    in_files, *answered = await asyncio.gather(written, *sent)
    return [*in_files, *answered]


def outbox_folder(home: Path, key: ProjectKey) -> Path:
    """Where the channel `file` writes: one NDJSON file for each distribution, named by its id."""
    return folder_beside(home, key, "outbox")


def _write_lines(folder: Path, messages: Iterable[Message]) -> list[Attempt]:
    lines, attempts = defaultdict(list), []
    for message in messages:
        try:
            lines[message.rule_id].append(body_of(message) + b"\n")
            attempts.append(Attempt(message.id, DeliveryStatus.DELIVERED))
        except Exception as error:  # templates raise all sorts of things
            attempts.append(Attempt(message.id, DeliveryStatus.DEAD, answer=f"the payload cannot be filled: {error}"))
    for rule_id, texts in lines.items():
        private_folder(folder)
        _append(folder / f"{rule_id}.ndjson", b"".join(texts))
    return attempts


def _append(path: Path, content: bytes) -> None:
    """Append whole lines; a line torn by a kill is closed first, and is written again with its delivery."""
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            content = content if file.read(1) == b"\n" else b"\n" + content
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
