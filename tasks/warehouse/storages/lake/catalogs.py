"""The catalogs of all lakes: which there are, and the databases they are in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from schemas.errors import UsageError
from tasks.warehouse.storages.lake.address import LakeAddress, project_of
from tasks.warehouse.trouble.unreachable import away

Rows = list[tuple[Any, ...]]
_DATABASES = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datallowconn ORDER BY datname"
_DATABASE = "SELECT FROM pg_database WHERE datname = %s"
_SCHEMAS = "SELECT schemaname FROM pg_tables WHERE tablename = 'ducklake_snapshot' ORDER BY schemaname"
_NEWEST = "SELECT max(snapshot_id) FROM {}.ducklake_snapshot"


def tenants(address: LakeAddress) -> list[str]:
    """All that have a database."""
    rows = _query(address.connection, _DATABASES, (address.tenant_prefix,))
    return [name.removeprefix(address.tenant_prefix) for (name,) in rows]


def projects(address: LakeAddress, tenant: str) -> list[str]:
    """The names of the tenant's lakes; none if it has no database."""
    if not _has_database(address, tenant):
        return []
    return [project_of(schema) for (schema,) in _query(address.connection_to(tenant), _SCHEMAS)]


def newest_snapshots(address: LakeAddress, tenant: str) -> dict[str, int]:
    """Of each lake of a tenant that has a database, the number of the last change; on one connection for all."""
    with _connected(address.connection_to(tenant)) as session:
        schemas = [schema for (schema,) in session.execute(_SCHEMAS.encode()).fetchall()]
        numbers = [session.execute(sql.SQL(_NEWEST).format(sql.Identifier(schema))).fetchone() for schema in schemas]
    return {project_of(schema): int(found[0]) for schema, found in zip(schemas, numbers, strict=True) if found}


def make_database(address: LakeAddress, tenant: str) -> None:
    """Let the tenant have a database, if it has none. Raises `UsageError` if none may be made here."""
    if _has_database(address, tenant):
        return
    name = address.database_of(tenant)
    try:
        with _connected(address.connection) as session:
            session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return  # somebody else was faster
    except psycopg.errors.InsufficientPrivilege as error:
        message = "There is no place for projects of this tenant yet."
        detail = f"There is no database {name}, and none may be made here: {' '.join(str(error).split())}."
        hint = f"Let a superuser say: CREATE DATABASE {name} OWNER …"
        raise UsageError(message, detail=detail, operator_hint=hint) from error


def _has_database(address: LakeAddress, tenant: str) -> bool:
    return bool(_query(address.connection, _DATABASE, (address.database_of(tenant),)))


def _query(connection: str, query: str, values: tuple[Any, ...] = ()) -> Rows:
    with _connected(connection) as session:
        return session.execute(query.encode(), values).fetchall()


@contextmanager
def _connected(connection: str) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    try:
        with psycopg.connect(connection, autocommit=True) as session:
            yield session
    except psycopg.OperationalError as error:
        raise away(str(error)) from error
