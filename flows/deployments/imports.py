"""What a tenant/project needs in Prefect to be imported by `prefect deployment run`, a schedule or the UI."""

from flows.deployments.actions import deploy_action
from flows.lanes.lane import IMPORTS, POOL
from schemas.ids import ProjectKey
from tasks.extract.source_secrets import require_no_credentials


async def deploy_project(
    key: ProjectKey,
    *,
    pool: str = POOL,
    cron: str | None = None,
    source: str | None = None,
    with_recovery: bool = True,
) -> dict[str, str]:
    """Set up the deployment `import-orders/<tenant>--<project>`; with `cron` (UTC), each run imports `source`.

    See `flows.deployments.actions.deploy_action`. Raises `UsageError` if another project has these names, and for a
    URL with a secret in it.
    """
    require_no_credentials(source or "")
    parameters = {} if source is None else {"source": source}
    return await deploy_action(key, IMPORTS, pool=pool, cron=cron, parameters=parameters, with_recovery=with_recovery)
