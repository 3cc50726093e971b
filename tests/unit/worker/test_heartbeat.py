"""How the warm worker tells Prefect's server that it lives."""

from flows.worker.worker import OrdersWorker


class Channel:
    """Notes with which task group, in which a websocket would live, it is asked to send heartbeats."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    async def sync(self, task_group: object) -> None:
        self.asked.append(task_group)


async def test_a_heartbeat_is_a_request_and_opens_no_websocket():
    worker, channel = OrdersWorker("imports"), Channel()
    worker._worker_channel = channel
    await worker.sync_with_backend()
    assert channel.asked == [None]
