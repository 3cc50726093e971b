"""The items of orders as the API shows them: each with the stored product and SKU that it names.

What an item says itself is history and is never replaced; what it leaves out is read from what is stored now. What
nobody has said is left out of the answer.
"""

from collections.abc import Iterable

import msgspec

from tasks.queries.rows import Row, read_rows
from tasks.warehouse.statements import Connection, sql

_Members = dict[str, msgspec.Raw]
_Found = dict[str, Row]
_MEMBERS = msgspec.json.Decoder(_Members | None)
_NOTHING = msgspec.Raw(b"null")
_KINDS = ("product", "sku")


def items_of(con: Connection, order_ids: Iterable[object]) -> dict[object, list[Row]]:
    """The items of each of these orders, in their order."""
    items: dict[object, list[Row]] = {order_id: [] for order_id in order_ids}
    rows = read_rows(con, sql("queries/order_items"), {"ids": list(items)}, _KINDS)
    snapshots = [{kind: _said(row.pop(kind)) for kind in _KINDS} for row in rows]
    skus = _named(con, "sku", [_names(row, said, "sku") for row, said in zip(rows, snapshots, strict=True)])
    found_skus = [_first(skus, _names(row, said, "sku")) for row, said in zip(rows, snapshots, strict=True)]
    # an SKU that is stored says whose it is
    for row, sku in zip(rows, found_skus, strict=True):
        if sku is not None and row["product_id"] is None:
            row["product_id"] = sku["product_id"]
    names = [_names(row, said, "product") for row, said in zip(rows, snapshots, strict=True)]
    products = _named(con, "product", names)
    for row, said, sku, named in zip(rows, snapshots, found_skus, names, strict=True):
        items[row.pop("order_id")].append(_item(row, said, _first(products, named), sku))
    return items


def _said(snapshot: object) -> _Members:
    members = _MEMBERS.decode(snapshot) if isinstance(snapshot, msgspec.Raw) else None
    return {name: value for name, value in (members or {}).items() if value != _NOTHING and name != "override"}


def _names(row: Row, said: dict[str, _Members], kind: str) -> list[tuple[str, str]]:
    """By what an item names its product or SKU, what counts most first."""
    named = [("id", row[f"{kind}_id"])]
    if row["related_object"] == kind:
        named.append(("source_id", row["source_id"]))
    named += [(column, _text(said[kind].get(column))) for column in ("id", "source_id")]
    return [(column, str(value)) for column, value in named if value is not None]


def _text(value: msgspec.Raw | None) -> str | None:
    return None if value is None else msgspec.json.decode(value, type=str)


def _named(con: Connection, kind: str, names: list[list[tuple[str, str]]]) -> dict[tuple[str, str], Row]:
    ids, source_ids = (
        sorted({value for each in names for name, value in each if name == column}) for column in ("id", "source_id")
    )
    if not ids and not source_ids:
        return {}
    found = read_rows(con, sql(f"queries/{kind}s_named"), {"ids": ids, "source_ids": source_ids})
    return {(column, str(row[column])): row for column in ("source_id", "id") for row in found}


def _first(found: dict[tuple[str, str], Row], names: list[tuple[str, str]]) -> Row | None:
    return next((found[name] for name in names if name in found), None)


def _item(row: Row, said: dict[str, _Members], product: Row | None, sku: Row | None) -> Row:
    shown = {"product": _shown(product, said["product"]), "sku": _shown(sku, said["sku"])}
    names = {"product_id": product and product["id"], "sku_id": sku and sku["id"]}
    item = {**row, **{name: row[name] or value for name, value in names.items()}, "price": _price(row, shown)}
    present = {name: value for name, value in {**item, **shown}.items() if value is not None}
    return {**present, "object": "order_item"}


def _shown(stored: Row | None, said: _Members) -> Row | None:
    kept = {name: value for name, value in (stored or {}).items() if value is not None and name != "product_id"}
    return {**kept, **said} or None


def _price(row: Row, shown: dict[str, Row | None]) -> object:
    """The item's own price, else that of its SKU or product, unless the item's amount says it was another one."""
    given = [row["price"], *((shown[kind] or {}).get("price") for kind in ("sku", "product"))]
    price = next((value for value in given if value is not None), None)
    if row["price"] is not None or price is None:
        return price
    number = msgspec.json.decode(price, type=int) if isinstance(price, msgspec.Raw) else price
    is_so = row["amount"] is None or (isinstance(number, int) and row["amount"] == number * int(str(row["quantity"])))
    return number if is_so else None
