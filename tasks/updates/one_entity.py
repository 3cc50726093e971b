"""One customer, product or SKU on its own, stored by the import's own upsert (contract §3).

It is put into an order that is itself left out, so that the rules which judge, name, merge and version it are the
import's, and what follows is what contract §5 says of on-going changes. Invariant: each call is one transaction.
"""

from dataclasses import replace
from datetime import datetime

import msgspec
import polars as pl

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind, Staged
from schemas.orders.reject_codes import RejectCode
from tasks.transform.transform import transform
from tasks.updates.entity_fields import EntityFields
from tasks.updates.update import commit, new_update_id, validate_one
from tasks.warehouse.statements import Connection

_PLACES = {Kind.CUSTOMER: "$.customer", Kind.PRODUCT: "$.items[0].product", Kind.SKU: "$.items[0].sku"}


def upsert_entity(
    con: Connection, kind: Kind, fields: EntityFields, key: ProjectKey, now: datetime, product_id: str | None = None
) -> str:
    """Create or update a customer, a product, or an SKU of `product_id`; returns its id. `now` is naive UTC.

    Raises `UsageError` with path and reason if it would be rejected in an order; nothing is written then.
    """
    update_id = new_update_id()
    staged = _only(kind, _staged(con, kind, _order_around(kind, fields, product_id), key, update_id, now))
    commit(con, staged, update_id, now)
    entity_id: str = staged.rows[kind]["id"].item()
    return entity_id


def _order_around(kind: Kind, fields: EntityFields, product_id: str | None) -> str:
    if kind is Kind.CUSTOMER:
        return _text({"customer": fields})
    stored = {**fields, "override": True}
    item = {"product": stored} if kind is Kind.PRODUCT else {"product_id": product_id, "sku": stored}
    return _text({"items": [item]})


def _text(order: object) -> str:
    return msgspec.json.encode(order).decode()


def _staged(con: Connection, kind: Kind, text: str, key: ProjectKey, update_id: str, now: datetime) -> Staged:
    validated = validate_one(text)
    without_order = replace(validated.good, orders=validated.good.orders.clear())
    staged = transform(con, replace(validated, good=without_order), key, update_id, now, kept_unchanged=frozenset(Kind))
    for code, json_path, reason in staged.rejects.select("code", "path", "reason").iter_rows():
        said = f"holds no field of a {kind.noun}" if code == RejectCode.NO_ORDER_FIELD else reason
        message = f"The {kind.noun} was not stored: {json_path.replace(_PLACES[kind], '$', 1)} {said}."
        raise UsageError(message, "Correct it and send it again.")
    return staged


def _only(kind: Kind, staged: Staged) -> Staged:
    """Without the product that an SKU brings along: it is there, and nothing was said about it."""

    def kept(frames: dict[Kind, pl.DataFrame]) -> dict[Kind, pl.DataFrame]:
        return {each: frame if each is kind else frame.clear() for each, frame in frames.items()}

    said = staged.mentioned.filter(pl.col("kind") == kind.table)
    return replace(staged, rows=kept(staged.rows), replaced=kept(staged.replaced), mentioned=said)
