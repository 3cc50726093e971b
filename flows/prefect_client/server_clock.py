"""What time it is by the server's clock, which decides what is due: that of this machine may be wrong by a day."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from prefect.client.orchestration import PrefectClient

from schemas.clock import utc_now

_TRUSTED = timedelta(seconds=5)


async def server_now(client: PrefectClient) -> datetime:
    """What time it is by the server's clock, to the second: aware UTC."""
    response = await client.request("GET", "/health")
    return parsedate_to_datetime(response.headers["Date"])


class ServerClock:
    """Tells the server's time without asking it each time."""

    def __init__(self) -> None:
        self._is_ahead = timedelta()

    async def adjust(self, client: PrefectClient) -> None:
        """Compare the clocks; to be done now and then."""
        ahead = await server_now(client) - utc_now()
        # what is less is no more than what the server's answer leaves out, and its way
        self._is_ahead = ahead if abs(ahead) > _TRUSTED else timedelta()

    def now(self) -> datetime:
        """Aware UTC."""
        return utc_now() + self._is_ahead
