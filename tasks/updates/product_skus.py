"""The SKUs of one product, each by its name, which is its `id` or its `source_id`: found, stored or deleted.

Each function raises `NotFoundError` if the project has no such product, or the product no such SKU.
"""

from datetime import datetime

from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from tasks.queries.products import find_sku
from tasks.queries.rows import Row
from tasks.updates.by_name import get_entity, id_of
from tasks.updates.deletions import delete_sku
from tasks.updates.entity_fields import EntityFields, text_in, with_id
from tasks.updates.one_entity import upsert_entity
from tasks.warehouse.statements import Connection


def create_product_sku(con: Connection, key: ProjectKey, product: str, fields: EntityFields, now: datetime) -> Row:
    """Create an SKU of the product, or update that of its SKUs which the fields name; as it is shown then.

    Raises `UsageError` if it would be rejected in an order, or is an SKU of another product.
    """
    product_id = id_of(con, Kind.PRODUCT, product)
    for field in ("id", "source_id"):
        name = text_in(fields, field)
        if name is not None:
            _require_no_other_product(con, product_id, field, name)
    return _store(con, key, product_id, fields, now)


def update_product_sku(
    con: Connection, key: ProjectKey, product: str, name: str, fields: EntityFields, now: datetime
) -> Row:
    """Update an SKU of the product: fields given overwrite, the others stay; raises as `create_product_sku` does."""
    product_id, sku_id = _ids_of(con, product, name)
    return _store(con, key, product_id, with_id(fields, sku_id, Kind.SKU.noun), now)


def delete_product_sku(con: Connection, product: str, name: str, now: datetime) -> None:
    """Delete an SKU of the product."""
    _, sku_id = _ids_of(con, product, name)
    delete_sku(con, sku_id, now)


def _ids_of(con: Connection, product: str, name: str) -> tuple[str, str]:
    product_id, sku = id_of(con, Kind.PRODUCT, product), get_entity(con, Kind.SKU, name)
    if sku["product_id"] != product_id:
        message = f"Cannot find SKU with id or source_id {name!r} of the product {product!r}."
        raise NotFoundError(message)
    return product_id, str(sku["id"])


def _store(con: Connection, key: ProjectKey, product_id: str, fields: EntityFields, now: datetime) -> Row:
    return get_entity(con, Kind.SKU, upsert_entity(con, Kind.SKU, fields, key, now, product_id))


def _require_no_other_product(con: Connection, product_id: str, field: str, name: str) -> None:
    sku = find_sku(con, name)
    if sku is not None and sku["product_id"] not in (None, product_id):
        message = f"$.{field} {name!r} is that of an SKU of another product, {sku['product_id']}."
        raise UsageError(message)
