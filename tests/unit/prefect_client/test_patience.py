"""What the patient client sends again, and when it gives up."""

from collections.abc import Iterable, Iterator

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.prefect_client import patience, retries
from flows.prefect_client.patience import PatientTransport, server_is_there

REQUEST = httpx.Request("GET", "http://prefect.example/api/health")
Answer = httpx.Response | httpx.TransportError


class Closing(httpx.Response):
    """An answer that says whether its connection was given back."""

    was_closed = False

    async def aclose(self) -> None:
        self.was_closed = True
        await super().aclose()


def answer(status: int, **headers: str) -> Closing:
    return Closing(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Answer]]:
    """What the server does, request by request; what is left over was not asked for."""
    answers: list[Answer] = []

    async def handle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        found = answers.pop(0)
        if isinstance(found, httpx.TransportError):
            raise found
        return found

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
    monkeypatch.setattr(retries, "_AWAY_WAIT", 0.001)
    yield answers


async def sent(server: list[Answer], answers: Iterable[Answer], **bounds: float) -> httpx.Response:
    server += answers
    return await PatientTransport(**bounds).handle_async_request(REQUEST)


async def test_a_busy_server_is_asked_again_and_its_connection_given_back(server):
    busy = [answer(503), answer(503)]
    assert (await sent(server, [*busy, answer(200)])).status_code == 200
    assert [one.was_closed for one in busy] == [True, True]


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("nobody answers")])
async def test_a_server_that_restarts_is_asked_again(server, error):
    assert (await sent(server, [error, answer(503), answer(201)])).status_code == 201


@pytest.mark.parametrize("final", [answer(503, Retry_After="5"), answer(500), answer(409)])
async def test_what_is_no_business_of_ours_is_handed_on(server, final):
    assert await sent(server, [final, answer(200)]) is final
    assert len(server) == 1


async def test_a_request_that_may_have_been_done_is_not_sent_again(server):
    with pytest.raises(httpx.ReadError, match="gone"):
        await sent(server, [httpx.ReadError("gone"), answer(200)])


async def test_the_last_answer_is_handed_on_when_patience_is_over(server):
    assert (await sent(server, [answer(503)], busy_seconds=0)).status_code == 503


async def test_the_last_error_is_handed_on_when_patience_is_over(server):
    with pytest.raises(httpx.ConnectError, match="refused"):
        await sent(server, [httpx.ConnectError("refused"), answer(200)], restart_seconds=0)


def test_pauses_grow_to_a_bound():
    pauses = [retries.busy_pause(attempt, longest_wait=0.1) for attempt in range(2000)]
    assert pauses[0] <= 0.015
    assert max(pauses) <= 0.15
    assert min(pauses[10:]) >= 0.05


@pytest.mark.parametrize(("away", "waits"), [(0, 0), (3, 1)])
async def test_who_starts_while_the_server_is_away_waits_for_it_and_says_so_once(server, monkeypatch, away, waits):
    server += [*(answer(500) for _ in range(away)), answer(200)]
    monkeypatch.setattr(patience, "_LOOK_SECONDS", 0.001)
    said: list[str] = []
    with temporary_settings({PREFECT_API_URL: "http://prefect.example/api"}):
        await server_is_there(lambda: said.append("waiting"))
    assert (len(said), server) == (waits, [])
