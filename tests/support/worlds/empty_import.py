"""A flow of five tasks that do nothing: what Prefect takes for a run of `import-orders`, whatever the import is."""

from prefect import flow, task

STAGES = ("extract", "validate", "transform", "load", "refresh-segments")


@task(persist_result=False)
async def nothing() -> None:
    """Do nothing."""


@flow(name="import-orders", persist_result=False)
async def import_orders(source: str, tenant: str, project: str) -> None:
    """Run five tasks one after the other."""
    for name in STAGES:
        await nothing.with_options(name=name)()
