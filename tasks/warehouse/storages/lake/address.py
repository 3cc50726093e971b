"""Where the lakes of all projects are: a PostgreSQL database for each tenant, in it a schema for each project.

DuckLake reads all relations of a database when a lake is opened; with the lakes of some hundred projects in one that
takes seconds. So a tenant has a database of its own, and its name begins with that of the database which is configured.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.warehouse.postgresql import connection_of
from tasks.warehouse.storages.lake.object_stores import ObjectStore, store_of

_SCHEME = re.compile(r"ducklake:(?=postgres(?:ql)?://)")
_LONGEST_NAME = 63  # of anything in PostgreSQL
# a schema may not be called `public` or `pg_…`, a project may
_SCHEMA_PREFIX = "p_"
_EXAMPLE = "ducklake:postgresql://orders@db.example/lakes"


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """The connection of the configured database, and a folder or the URL of one, with a slash at its end.

    The connection may hold a password: never show it.
    """

    connection: str = field(repr=False)
    data: str

    @classmethod
    def read(cls, address: str, data: str | None) -> "LakeAddress":
        """Of ORDERS_STORAGE and ORDERS_DATA. Raises `UsageError`."""
        scheme = _SCHEME.match(address)
        try:
            said = conninfo_to_dict(address[scheme.end() :] if scheme else "")
        except psycopg.ProgrammingError:
            said = {}
        if not said.get("dbname"):
            problem = "ORDERS_STORAGE is not the address of a lake."
            raise _wrong(problem, f"Write one such as {_EXAMPLE}.")
        if data is None or not (store_of(data) or Path(data).is_absolute()):
            problem = "ORDERS_DATA is not a place that several machines reach."
            raise _wrong(problem, "Write a folder with its whole path, or a URL such as s3://bucket/orders.")
        return cls(connection_of(said), f"{data.rstrip('/')}/")

    @property
    def object_store(self) -> ObjectStore | None:
        """Where the files are, if they are no files of a folder."""
        return store_of(self.data)

    @property
    def tenant_prefix(self) -> str:
        """With which the names of the databases of all tenants begin."""
        return f"{conninfo_to_dict(self.connection)['dbname']}_"

    def database_of(self, tenant: str) -> str:
        """The tenant's database. Raises `UsageError` if the name would be too long."""
        return _short_enough(f"{self.tenant_prefix}{tenant}", tenant)

    def connection_to(self, tenant: str) -> str:
        """The connection of the tenant's database."""
        return make_conninfo(self.connection, dbname=self.database_of(tenant))

    def files_of(self, key: ProjectKey) -> str:
        """The folder of a project's rows, or its URL, with a slash at its end."""
        return f"{self.data}{key.tenant}/{key.project}/"


def schema_of(key: ProjectKey) -> str:
    """The schema of the project's catalog. Raises `UsageError` if its name would be too long."""
    return _short_enough(f"{_SCHEMA_PREFIX}{key.project}", key.project)


def project_of(schema: str) -> str:
    """The name of the project whose catalog is in a schema."""
    return schema.removeprefix(_SCHEMA_PREFIX)


def _short_enough(name: str, said: str) -> str:
    if len(name) > _LONGEST_NAME:
        most = _LONGEST_NAME - len(name) + len(said)
        message = f"The name {said} is too long for where projects are stored here."
        raise UsageError(message, f"Use at most {most} characters.")
    return name


def _wrong(detail: str, hint: str) -> UsageError:
    return UsageError("Where projects are stored is not said rightly.", detail=detail, operator_hint=hint)
