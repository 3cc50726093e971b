"""The caps on imports (contract §1) as an API process knows them, so that accepting a body waits for nobody.

Prefect's variables are asked for every few seconds; while its server is away, the last answer holds. A cap that was set
in this home since then counts before that: `orders limit set` writes it in both places. The import itself asks anew.
"""

import asyncio
from pathlib import Path

import httpx
from prefect.client.orchestration import PrefectClient

from flows.imports.limit import limit_by, read_variables
from schemas.clock import utc_now
from schemas.ids import ProjectKey
from tasks.intake.limits import stored_limits

_PAUSE_SECONDS = 5.0


class Caps:
    """Those of one home; `keep_fresh` runs as a task."""

    def __init__(self, home: Path, client: PrefectClient) -> None:
        self._home, self._client = home, client
        self._variables: dict[str, object] = {}
        self._asked_at = ""

    def limit(self, key: ProjectKey) -> int:
        """The most orders that one import into this project may bring.

        Raises `ImportAbortedError` if the variable does not hold a whole number of orders.
        """
        stored = stored_limits(self._home, key)
        variables = self._variables if self._asked_at >= stored.set_at else {}
        return limit_by(variables, key, stored)

    async def keep_fresh(self) -> None:
        """Ask until cancelled."""
        while True:
            try:
                asked_at = utc_now().isoformat(timespec="microseconds")
                self._variables, self._asked_at = await read_variables(self._client), asked_at
            except httpx.HTTPError:
                pass  # the last answer holds
            await asyncio.sleep(_PAUSE_SECONDS)
