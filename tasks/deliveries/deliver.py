"""Delivers what is pending: portion after portion, the database closed while messages are on their way.

Invariant: at least once. A delivery is done only when the database says so; what is killed in between is sent again
with the same Idempotency-Key and the same body, or, by file, written again.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

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

_SHORTEST_NAP, _LONGEST_NAP = 0.05, 1.0


class _Outbox:
    """The database of one project, opened only to exchange one portion for the next."""

    def __init__(self, home: Path, key: ProjectKey, options: DeliveryOptions, lock_patience: float) -> None:
        self.home, self.key, self.options, self.lock_patience = home, key, options, lock_patience
        self.secret, self.lease_id = "", ""
        self.next_due: datetime | None = None

    def exchange(self, attempts: list[Attempt]) -> list[Message]:
        """Record how the last portion ended and take the next, in one opening of the database."""
        with open_warehouse(self.home, self.key, create=False, patience=self.lock_patience) as con:
            now = naive_utc_now()
            if attempts:
                record_attempts(con, self.lease_id, attempts, now)
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
    outbox = _Outbox(home, key, options, lock_patience)
    ended: Counter[DeliveryStatus] = Counter()
    portions, patience = 0, timedelta(seconds=options.patience)
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
