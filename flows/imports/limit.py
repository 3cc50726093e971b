"""The cap on the orders of one import (contract §1): kept in the home, and overruled by a Prefect variable.

    for one project     variable `orders_import_limit__<tenant>__<project>`, else the home's for this project
    for all others      variable `orders_import_limit`, else the home's general one, else 2000

So it can be changed at any time, by `orders limit set` or in Prefect's UI, and an import that runs without Prefect goes
by the home's.
"""

from collections.abc import Mapping

from prefect.client.orchestration import PrefectClient, get_client
from prefect.variables import Variable

from flows.settings import Settings
from schemas.errors import ImportAbortedError
from schemas.ids import ProjectKey
from tasks.intake.limits import DEFAULT_LIMIT, StoredLimits, store_limit, stored_limits

VARIABLE = "orders_import_limit"
_PAGE = 200  # the most that the server gives at once


def variable_of(key: ProjectKey | None) -> str:
    """The variable for one project, or the one for all.

    An underscore of a name is written `_u`, so that no two projects share a variable.
    """
    if key is None:
        return VARIABLE
    return "__".join([VARIABLE, key.tenant.replace("_", "_u"), key.project.replace("_", "_u")])


async def import_limit(key: ProjectKey) -> int:
    """The cap in force now for imports that Prefect runs.

    Raises `ImportAbortedError` if the variable does not hold a whole number of orders.
    """
    async with get_client() as client:
        return await read_limit(client, key)


async def read_limit(client: PrefectClient, key: ProjectKey) -> int:
    """What `import_limit` says, by a client that is open already."""
    # both in one request: it is on the way of every import
    asked = {"variables": {"name": {"any_": [variable_of(key), VARIABLE]}}}
    response = await client.request("POST", "/variables/filter", json=asked)
    values = {variable["name"]: variable["value"] for variable in response.json()}
    return limit_by(values, key, stored_limits(Settings().home, key))


async def read_variables(client: PrefectClient) -> dict[str, object]:
    """The variables of all caps, by name."""
    values: dict[str, object] = {}
    while True:
        asked = {"variables": {"name": {"like_": f"{VARIABLE}%"}}, "offset": len(values), "limit": _PAGE}
        page = (await client.request("POST", "/variables/filter", json=asked)).json()
        values |= {variable["name"]: variable["value"] for variable in page}
        if len(page) < _PAGE:
            return values


def limit_by(values: Mapping[str, object], key: ProjectKey, stored: StoredLimits) -> int:
    """The cap in force where the variables have these values; raises as `import_limit` does."""
    for variable, in_home in ((variable_of(key), stored.own), (VARIABLE, stored.general)):
        limit = _parsed(variable, values)
        limit = in_home if limit is None else limit
        if limit is not None:
            return limit
    return DEFAULT_LIMIT


async def set_import_limit(key: ProjectKey | None, limit: int) -> str:
    """Change the cap of one project, or of all that have none of their own, for imports with and without Prefect.

    Returns the variable's name.
    """
    await Variable.aset(variable_of(key), limit, overwrite=True)
    store_limit(Settings().home, key, limit)
    return variable_of(key)


def _parsed(name: str, values: Mapping[str, object]) -> int | None:
    value = values.get(name)
    if value is None:
        return None
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit():
        detail = f"The Prefect variable {name} is {value!r}, which is not a number of orders."
        shell = "Set it to a whole number, such as 2000, with `orders limit set`."
        message = "The limit on the orders of an import is not a number."
        raise ImportAbortedError(message, detail=detail, operator_hint=shell)
    return int(text)
