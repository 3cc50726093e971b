"""What an import means, once more and on its own: contract §1-3 as plain Python, one order at a time.

It shares no code with the product and is not made for speed. `Model.tables` holds what the database should hold, but
for `updated_at`; `import_order` says whether an order is accepted, and `stale` has import and row of those that were
older than what was there.
"""

import copy
import json
import re
from datetime import date, datetime, timezone
from decimal import Decimal
from hashlib import sha256
from typing import Any

PRODUCT = {
    **{"id": "id", "source_id": "id", "name": "text", "price": "count", "attributes": "texts", "image_url": "text"},
    **{"metadata": "object", "override": "flag"},
}
SKU = {
    **{"id": "id", "source_id": "id", "product_id": "id", "sku": "text", "price": "count", "metadata": "object"},
    **{"currency": "text", "attributes": "object", "image_url": "text", "override": "flag"},
}
ITEM = {
    **{"product_id": "id", "sku_id": "id", "source_id": "id", "related_object": ("product", "sku")},
    **{"quantity": "units", "price": "count", "amount": "count", "discount_amount": "count"},
    **{"discount_quantity": "count", "initial_quantity": "count", "initial_amount": "count"},
    **{"product": PRODUCT, "sku": SKU, "metadata": "object"},
}
ADDRESS = dict.fromkeys(("city", "state", "line_1", "line_2", "country", "postal_code"), "text")
CUSTOMER = {
    **{"id": "id", "source_id": "id", "name": "text", "description": "text", "email": "text", "phone": "text"},
    **{"birthdate": "date", "birthday": "date", "address": ADDRESS, "metadata": "object"},
}
ORDER = {
    **{"id": "id", "source_id": "id", "status": ("CREATED", "PAID", "CANCELED", "FULFILLED"), "created_at": "time"},
    "changed_at": "time",
    **{"amount": "count", "initial_amount": "count", "discount_amount": "count", "items": [ITEM], "metadata": "object"},
    **{"customer": CUSTOMER, "customer_id": "id", "referrer": CUSTOMER, "referrer_id": "id"},
}
LARGEST, SMALLEST = 2**63 - 1, -(2**63)
PREFIXES = {"orders": "ord_", "customers": "cust_", "products": "prod_", "skus": "sku_"}
DETAILS = ["price", "attributes", "image_url", "metadata"]
ITEM_FIELDS = [name for name in ITEM if name not in ("quantity", "amount")]


class RejectedError(Exception):
    """This order cannot be imported."""


class Given(dict):
    """An object as it was written; `repeated` are the keys that it gives more than once, the last of which counts."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = {name for name in names if names.count(name) > 1}


def read(text: str) -> dict[str, Any]:
    """The order as a dict of known fields, nulls left out; decimals as `Decimal`, as they were written."""
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=Decimal, object_pairs_hook=Given)
        json.dumps(value, ensure_ascii=False, default=str).encode()
        _require(_depth(value) <= 128)
    except (ValueError, RecursionError) as error:
        raise RejectedError(str(error)) from error
    order = _typed(value, ORDER)
    _require(order != {})
    return order


def _refuse(constant: str) -> None:
    raise RejectedError(constant)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _typed(value: Any, kind: Any) -> Any:
    """The value, if it is of this kind; else `RejectedError`."""
    if isinstance(kind, dict):
        _require(isinstance(value, dict) and not value.repeated & kind.keys())
        typed = {name: _typed(value[name], kind[name]) for name in kind if value.get(name) is not None}
        said = {name: inner for name, inner in typed.items() if inner != {} or kind[name] not in (CUSTOMER, ADDRESS)}
        return {**typed, "as given": value} if kind in (PRODUCT, SKU) else said
    if isinstance(kind, list):
        _require(isinstance(value, list) and len(value) <= 500)
        return [_typed(inner, kind[0]) for inner in value]
    if isinstance(kind, tuple):
        _require(isinstance(value, str) and value in kind)
        return value
    return _SCALARS[kind](value)


def _require(is_fine: bool) -> None:
    if not is_fine:
        raise RejectedError


def _text(value: Any) -> str:
    _require(isinstance(value, str))
    return value


def _id(value: Any) -> str:
    _require(isinstance(value, str) and value != "")
    return value


def _flag(value: Any) -> bool:
    _require(isinstance(value, bool))
    return value


def _texts(value: Any) -> list:
    _require(isinstance(value, list))
    return [_text(each) for each in value]


def _object(value: Any) -> dict:
    _require(isinstance(value, dict))
    return value


def _count(value: Any, least: int = 0) -> int:
    _require(isinstance(value, int | Decimal) and not isinstance(value, bool) and least <= value <= LARGEST)
    _require(int(value) == value)
    return int(value)


def _date(value: Any) -> date:
    _require(isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) is not None)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise RejectedError from error


def _time(value: Any) -> datetime:
    _require(isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d(?:[Tt ]|$)", value, re.ASCII) is not None)
    _require(re.search(r"\.\d{6}0*[1-9]", value) is None)
    try:
        at = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise RejectedError from error
    return at.astimezone(timezone.utc).replace(tzinfo=None) if at.tzinfo else at  # noqa: UP017


_SCALARS = {
    **{"id": _id, "text": _text, "flag": _flag, "object": _object, "date": _date, "time": _time, "count": _count},
    **{"texts": _texts, "units": lambda value: _count(value, 1)},
}


class Model:
    """The state of one project; `now` is the time of every import."""

    def __init__(self, project: str, now: datetime) -> None:
        self.project, self.now = project, now
        self.tables: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in PREFIXES}
        self.stale: list[tuple[str, int]] = []

    def import_order(self, text: str, row: int, import_id: str) -> bool:
        """Import the order at position `row` of its source; false, and nothing changed, if it is rejected."""
        before = copy.deepcopy(self.tables)
        try:
            if self._import(read(text), row, import_id):
                self.stale.append((import_id, row))
                self.tables = before
        except RejectedError:
            self.tables = before
            return False
        return True

    def _import(self, order: dict[str, Any], row: int, import_id: str) -> bool:
        """Whether what is there was newer, and so has to stay."""
        self.row, self.import_id = row, import_id
        key = self._identify("orders", order, row, creates="id" not in order)
        newest = self.tables["orders"].get(key, {}).get("changed_at")
        is_stale = bool(newest and "changed_at" in order and order["changed_at"] < newest)
        customers = {
            f"{noun}_id": self._customer(order, noun, seq) for seq, noun in enumerate(("customer", "referrer"))
        }
        fields = {
            name: order.get(name) for name in ("source_id", "status", "created_at", "discount_amount", "metadata")
        }
        fields["changed_at"] = order.get("changed_at")
        stored = self.tables["orders"].get(key, {"items": []})
        if "items" in order:
            items = [self._item(item, row * 501 + index) for index, item in enumerate(order["items"])]
            fields |= self._totals(order, items)
            brought, had = ([{**each, "import_id": import_id} for each in one] for one in (items, stored["items"]))
            fields["items"] = None if repr(brought) == repr(had) else brought
        fields["amount"] = order.get("amount", fields.get("amount"))
        fields["initial_amount"] = order.get("initial_amount")
        if key not in self.tables["orders"]:
            first = fields["amount"] or 0
            whole = {"status": "CREATED", "created_at": self.now, "amount": 0, "initial_amount": first}
            position = len(self.tables["orders"])
            self.tables["orders"][key] = {**whole, "items_discount_amount": 0, "items": [], "position": position}
        self._upsert("orders", key, {**fields, **customers})
        if self.tables["orders"][key] is not stored:
            self.tables["orders"][key]["source_row"] = row
        return is_stale

    def _totals(self, order: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, int]:
        discount = sum(item["discount_amount"] or 0 for item in items)
        _require(discount <= LARGEST)
        if "amount" in order:
            return {"items_discount_amount": discount}
        _require(all(item["amount"] is not None for item in items))
        total = sum(item["amount"] for item in items)
        _require(total <= LARGEST)
        return {"items_discount_amount": discount, "amount": total}

    def _customer(self, order: dict[str, Any], noun: str, seq: int) -> str | None:
        outer = order.get(f"{noun}_id")
        if noun not in order:
            _require(outer is None or outer in self.tables["customers"])
            return outer
        person = dict(order[noun])
        _require(outer is None or person.setdefault("id", outer) == outer)
        key = self._identify("customers", person, self.row * 2 + seq, creates="id" not in person)
        old_name = person.get("birthday")
        _require(old_name is None or person.setdefault("birthdate", old_name) == old_name)
        address = {f"address_{part}": person.get("address", {}).get(part) for part in ADDRESS}
        plain = ("source_id", "name", "description", "email", "phone", "birthdate", "metadata")
        self._upsert("customers", key, {**{name: person.get(name) for name in plain}, **address})
        return key

    def _item(self, item: dict[str, Any], seq: int) -> dict[str, Any]:
        product, sku = dict(item.get("product", {})), dict(item.get("sku", {}))
        _require("source_id" not in item or "related_object" in item)
        for entity, noun in ((product, "product"), (sku, "sku")):
            given = item.get(f"{noun}_id")
            _require(given is None or entity.setdefault("id", given) == given)
            given = item.get("source_id") if item.get("related_object") == noun else None
            _require(given is None or entity.setdefault("source_id", given) == given)
        if "product_id" in sku:
            _require(product.setdefault("id", sku["product_id"]) == sku["product_id"])
        is_named = "product" in item or "id" in product or "source_id" in product
        of_product = None
        if product.get("override") or (sku.get("override") and is_named):
            of_product = self._store("products", product, seq, ["source_id", "name", *DETAILS])
        if sku.get("override"):
            sku["product_id"] = of_product
            self._store("skus", sku, seq, ["source_id", "product_id", "sku", "currency", *DETAILS])
        quantity = item.get("quantity", 1)
        amount = item.get("amount")
        if amount is None and (price := self._price(item, product, sku)) is not None:
            amount = price * quantity
            _require(amount <= LARGEST)
        snapshots = {noun: item.get(noun, {}).get("as given") for noun in ("product", "sku")}
        return {**{name: item.get(name) for name in ITEM_FIELDS}, **snapshots, "quantity": quantity, "amount": amount}

    def _price(self, item: dict[str, Any], product: dict[str, Any], sku: dict[str, Any]) -> int | None:
        said = [item, item.get("sku", {}), item.get("product", {})]
        stored = [self._find("skus", sku), self._find("products", product)]
        return next((entity["price"] for entity in said + stored if entity.get("price") is not None), None)

    def _store(self, table: str, entity: dict[str, Any], seq: int, names: list[str]) -> str:
        key = self._identify(table, entity, seq, creates=True)
        self._upsert(table, key, {name: entity.get(name) for name in names})
        return key

    def _find(self, table: str, named: dict[str, Any]) -> dict[str, Any]:
        if "id" in named:
            return self.tables[table].get(named["id"], {})
        owner = self._owner(table, named.get("source_id"))
        return self.tables[table][owner] if owner else {}

    def _owner(self, table: str, source_id: str | None) -> str | None:
        rows = self.tables[table].items()
        return next((key for key, row in rows if source_id is not None and row["source_id"] == source_id), None)

    def _identify(self, table: str, named: dict[str, Any], seq: int, *, creates: bool) -> str:
        key, source_id = named.get("id"), named.get("source_id")
        owner = self._owner(table, source_id)
        if key is None and owner is None:
            key = new_id(table, self.project, source_id, self.import_id, seq)
            _require(self.tables[table].get(key, {"source_id": source_id})["source_id"] == source_id)
            return key
        if key is None:
            return owner
        if key in self.tables[table]:
            _require(source_id in (None, self.tables[table][key]["source_id"]))
        else:
            _require(creates and owner is None)
        return key

    def _upsert(self, table: str, key: str, fields: dict[str, Any]) -> None:
        stored = self.tables[table].get(key, {"created_at": self.now})
        row = dict(stored)
        if fields["metadata"] is not None:
            fields["metadata"] = {**(row.get("metadata") or {}), **fields["metadata"]}
        for name, value in fields.items():
            row[name] = row.get(name) if value is None else value
        if "import_id" not in stored or repr(row) != repr(stored):
            self.tables[table][key] = {**row, "import_id": self.import_id}


def new_id(table: str, project: str, source_id: str | None, import_id: str, seq: int) -> str:
    """The id of an entity never seen before; it must never change, or old files imported again double it."""
    prefix = PREFIXES[table]
    placed = [prefix, "turn", project, import_id, str(seq)]
    parts = placed if source_id is None else [prefix, "source_id", project, source_id]
    return prefix + sha256("\x1f".join(parts).encode()).hexdigest()[:24]
