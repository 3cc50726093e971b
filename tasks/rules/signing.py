"""The project's key for the signatures of webhooks."""

import secrets
from datetime import datetime

import polars as pl

from tasks.warehouse.statements import Connection, register, sql, transaction


def signing_secret(con: Connection, now: datetime) -> str:
    """The key, made when first asked for."""
    found: tuple[str] | None = con.execute("SELECT secret FROM project_secrets").fetchone()
    if found is not None:
        return found[0]
    secret = f"whsec_{secrets.token_hex(32)}"
    register(con, "staged", pl.DataFrame([{"secret": secret, "created_at": now}]))
    with transaction(con):
        con.execute(sql("warehouse/insert_rows").format(table="project_secrets"))
    return secret
