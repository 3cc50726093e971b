"""One stored entity by its name, which is its `id` or its `source_id`: found, updated or deleted.

Each function raises `NotFoundError` if the project has none of that name.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from schemas.errors import NotFoundError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from tasks.queries.customers import find_customer
from tasks.queries.orders import find_order
from tasks.queries.products import find_product, find_sku
from tasks.queries.rows import Row
from tasks.updates.deletions import delete_customer, delete_product, delete_sku
from tasks.updates.entity_fields import EntityFields, with_id
from tasks.updates.one_entity import upsert_entity
from tasks.updates.one_order import upsert_order
from tasks.warehouse.statements import Connection

_FIND: dict[Kind, Callable[[Connection, str], Row | None]] = {
    Kind.ORDER: find_order,
    Kind.CUSTOMER: find_customer,
    Kind.PRODUCT: find_product,
    Kind.SKU: find_sku,
}
_DELETE: dict[Kind, Callable[[Connection, str, datetime], None]] = {
    Kind.CUSTOMER: delete_customer,
    Kind.PRODUCT: delete_product,
    Kind.SKU: delete_sku,
}


def get_entity(con: Connection, kind: Kind, name: str) -> Row:
    """The entity as it is shown."""
    found = _FIND[kind](con, name)
    if found is None:
        message = f"Cannot find {kind.noun} with id or source_id {name!r}."
        raise NotFoundError(message)
    return found


def id_of(con: Connection, kind: Kind, name: str) -> str:
    """The id of the entity."""
    return str(get_entity(con, kind, name)["id"])


def create_entity(con: Connection, kind: Kind, key: ProjectKey, fields: EntityFields, now: datetime) -> Row:
    """Create a customer or a product, or update the one that the fields name; as it is shown then.

    Raises `UsageError` with path and reason if it would be rejected in an order.
    """
    return get_entity(con, kind, upsert_entity(con, kind, fields, key, now))


def update_entity(con: Connection, kind: Kind, key: ProjectKey, name: str, fields: EntityFields, now: datetime) -> Row:
    """Update a customer or a product: fields given overwrite, the others stay; raises as `create_entity` does."""
    return create_entity(con, kind, key, with_id(fields, id_of(con, kind, name), kind.noun), now)


def delete_entity(con: Connection, kind: Kind, name: str, now: datetime) -> None:
    """Delete a customer or a product."""
    _DELETE[kind](con, id_of(con, kind, name), now)


def create_order(con: Connection, key: ProjectKey, fields: EntityFields, now: datetime) -> Row:
    """Create an order, or update the one that the fields name; as it is shown then.

    Raises `tasks.updates.one_order.RejectedOrderError` if an import would reject it.
    """
    done = upsert_order(con, msgspec.json.encode(fields).decode(), key, now)
    return get_entity(con, Kind.ORDER, str(done.order_id))


def update_order(con: Connection, key: ProjectKey, name: str, fields: EntityFields, now: datetime) -> Row:
    """Update an order: fields given overwrite, the others stay; raises as `create_order` does."""
    return create_order(con, key, with_id(fields, id_of(con, Kind.ORDER, name), Kind.ORDER.noun), now)
