"""The cap on the orders of one import (contract §1), kept in Prefect variables so that it can change at any time."""

from prefect.client.orchestration import PrefectClient, get_client
from prefect.variables import Variable

from schemas.errors import ImportAbortedError
from schemas.ids import ProjectKey

VARIABLE = "orders_import_limit"
DEFAULT_LIMIT = 2000


def variable_of(key: ProjectKey | None) -> str:
    """The variable for one project, or the one for all.

    An underscore of a name is written `_u`, so that no two projects share a variable.
    """
    if key is None:
        return VARIABLE
    return "__".join([VARIABLE, key.tenant.replace("_", "_u"), key.project.replace("_", "_u")])


async def import_limit(key: ProjectKey) -> int:
    """The cap in force now: the project's own, else the general one, else 2000.

    Raises `ImportAbortedError` if the variable does not hold a whole number of orders.
    """
    async with get_client() as client:
        return await read_limit(client, key)


async def read_limit(client: PrefectClient, key: ProjectKey) -> int:
    """What `import_limit` says, by a client that is open already."""
    names = [variable_of(key), VARIABLE]
    # both in one request: it is on the way of every import
    wanted = {"variables": {"name": {"any_": names}}}
    response = await client.request("POST", "/variables/filter", json=wanted)
    values = {variable["name"]: variable["value"] for variable in response.json()}
    for name in names:
        if values.get(name) is not None:
            return _as_limit(name, values[name])
    return DEFAULT_LIMIT


async def set_import_limit(key: ProjectKey | None, limit: int) -> str:
    """Change the cap of one project, or of all that have none of their own; returns the variable's name."""
    await Variable.aset(variable_of(key), limit, overwrite=True)
    return variable_of(key)


def _as_limit(name: str, value: object) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit():
        message = f"The Prefect variable {name} is {value!r}, which is not a number of orders."
        raise ImportAbortedError(message, "Set it to a whole number, such as 2000, with `orders limit set`.")
    return int(text)
