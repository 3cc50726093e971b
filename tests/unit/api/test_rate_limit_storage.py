"""Where requests are counted: by each process for itself, or by all together in a storage that they share."""

from typing import ClassVar

import pytest
from limits.aio.storage import MemoryStorage

from flows.api.http.rate_limit import parse_rate_limit
from schemas.errors import UsageError
from schemas.ids import ProjectKey

KEY = ProjectKey("acme", "shop")


class AwayError(Exception):
    pass


class Shared(MemoryStorage):
    """What all who name one URI share; nobody answers at `shared://away`."""

    STORAGE_SCHEME: ClassVar[list[str]] = ["async+shared"]
    at: ClassVar[dict[str, MemoryStorage]] = {}

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._uri = uri
        self._shared = self.at.setdefault(uri, MemoryStorage())

    @property
    def base_exceptions(self) -> type[Exception]:
        return AwayError

    async def acquire_entry(self, *of: object, **options: int) -> bool:
        if self._uri.endswith("away"):
            raise AwayError
        return await self._shared.acquire_entry(*of, **options)

    async def get_moving_window(self, *of: object) -> tuple[float, int]:
        return await self._shared.get_moving_window(*of)


@pytest.mark.parametrize(
    ("storage", "within"),
    [("memory://", [True, True]), ("shared://x", [True, False]), ("shared://away", [True, True])],
)
async def test_processes_count_together_what_they_count_at_one_place(storage: str, within: list[bool]):
    processes = [parse_rate_limit("1/minute", storage) for _ in range(2)]
    assert [(await process.take(KEY)).is_within for process in processes] == within
    assert not (await processes[0].take(KEY)).is_within


@pytest.mark.parametrize("storage", ["nowhere://u:s3cret@h", "s3cret", "async+memory://s3cret"])
def test_what_is_no_storage_is_refused_without_showing_it(storage: str):
    with pytest.raises(UsageError, match="ORDERS_RATE_LIMIT_STORAGE is no storage") as refused:
        parse_rate_limit("1/minute", storage)
    assert "s3cret" not in f"{refused.value!r} {refused.value}"
