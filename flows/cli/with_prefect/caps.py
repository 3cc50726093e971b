"""The cap on the orders of one import, as a shell reads and sets it: with a Prefect server, and without one."""

import asyncio

from flows.cli.with_prefect.server import find_server
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.intake.limits import limit_in_force, store_limit


def cap_in_force(key: ProjectKey, *, debug: bool) -> int:
    """The cap of the project's imports from this shell."""
    home = Settings().home
    if find_server(home) is None:
        return limit_in_force(home, key)
    from flows.cli.with_prefect.prefect_run import quietly
    from flows.imports.limit import import_limit

    return asyncio.run(quietly(import_limit(key), debug=debug))


def set_cap(key: ProjectKey | None, limit: int, *, debug: bool) -> str | None:
    """Set the cap of one project, or of all that have none; the name of the Prefect variable, if there is a server."""
    home = Settings().home
    if find_server(home) is None:
        store_limit(home, key, limit)
        return None
    from flows.cli.with_prefect.prefect_run import quietly
    from flows.imports.limit import set_import_limit

    return asyncio.run(quietly(set_import_limit(key, limit), debug=debug))
