"""Delivers what is pending: portion after portion, the database closed while messages are on their way.

Invariant: at least once. A delivery is done only when the database says so; what is killed in between is sent again
with the same Idempotency-Key and the same body, or, by file, written again.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import httpx

from schemas.clock import naive_utc_now
from schemas.effects.choices import Channel, DeliveryStatus
from schemas.effects.delivery import Attempt, DeliveryOptions, DeliveryRun, Message
from schemas.ids import ProjectKey
from tasks.deliveries.file_channel import outbox_folder, write_lines
from tasks.deliveries.outbox import next_due, record_attempts, take_portion
from tasks.deliveries.retries import retried
from tasks.deliveries.webhook import open_client, send
from tasks.rules.signing import signing_secret
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection

_SHORTEST_NAP, _LONGEST_NAP = 0.05, 1.0


class InDatabase(Protocol):
    """Does work in the project's database, which is let go afterwards."""

    async def __call__(
        self, work: Callable[[Connection, list[Attempt]], list[Message]], attempts: list[Attempt], /
    ) -> list[Message]:
        """What `work` comes to."""


class _Outbox:
    """What one run has of a project's outbox: the database is its own only to exchange one portion for the next."""

    def __init__(self, home: Path, key: ProjectKey, options: DeliveryOptions) -> None:
        self.home, self.key, self.options = home, key, options
        self.secret, self.lease_id = "", ""
        self.next_due: datetime | None = None

    def exchange(self, con: Connection, attempts: list[Attempt]) -> list[Message]:
        """Record how the last portion ended and take the next."""
        now = naive_utc_now()
        if attempts:
            record_attempts(con, self.lease_id, attempts, now)
        self.secret = self.secret or signing_secret(con, now)
        self.lease_id, messages = take_portion(con, self.options, now)
        self.next_due = None if messages else next_due(con)
        return messages


async def deliver(
    home: Path,
    key: ProjectKey,
    options: DeliveryOptions | None = None,
    *,
    lock_patience: float = 120.0,
    in_database: InDatabase | None = None,
) -> DeliveryRun:
    """Deliver until nothing is due, waiting at most `options.patience` seconds for what is to be tried again.

    Raises `RetryableError` if another process keeps the database for longer than `lock_patience` seconds; who has a
    way of his own to it gives that as `in_database`.
    """
    options = options or DeliveryOptions()
    outbox, in_database = _Outbox(home, key, options), in_database or _opening(home, key, lock_patience)
    ended: Counter[DeliveryStatus] = Counter()
    portions, patience = 0, timedelta(seconds=options.patience)
    give_up_at = naive_utc_now() + patience
    attempts: list[Attempt] = []
    async with open_client(options) as client:
        while True:
            messages = await in_database(outbox.exchange, attempts)
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


def _opening(home: Path, key: ProjectKey, patience: float) -> InDatabase:
    async def in_database(
        work: Callable[[Connection, list[Attempt]], list[Message]], attempts: list[Attempt], /
    ) -> list[Message]:
        def opened() -> list[Message]:
            with open_warehouse(home, key, create=False, patience=patience) as con:
                return work(con, attempts)

        return await asyncio.to_thread(opened)

    return in_database


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
            try:
                return await send(client, message, outbox.secret, outbox.options)
            except Exception as error:  # it must not take down what is sent beside it
                return retried(message, outbox.options, None, f"{type(error).__name__}: {error}")

    async def in_files(lines: list[Message]) -> list[Attempt]:
        try:
            return await asyncio.to_thread(write_lines, outbox_folder(outbox.home, outbox.key), lines)
        except OSError as error:
            return [retried(message, outbox.options, None, str(error)) for message in lines]

    written = in_files([message for message in messages if message.channel is Channel.FILE])
    answered = asyncio.gather(*(one(message) for message in messages if message.channel is Channel.WEBHOOK))
    by_file, by_webhook = await asyncio.gather(written, answered)
    return [*by_file, *by_webhook]
