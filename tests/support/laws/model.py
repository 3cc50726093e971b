"""What an import means, once more and on its own: contract §1-3 as plain Python, one order at a time.

It shares no code with the product and is not made for speed. `Model.tables` holds what the database should hold, but
for `updated_at`; `import_order` says whether an order is accepted, and `stale` has import and row of those that were
older than what was there.
"""

import copy
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.support.laws.order_form import ADDRESS, ITEM_FIELDS, LARGEST, RejectedError, read, require

PREFIXES = {"orders": "ord_", "customers": "cust_", "products": "prod_", "skus": "sku_"}
DETAILS = ["price", "attributes", "image_url", "metadata"]


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
        require(discount <= LARGEST)
        if "amount" in order:
            return {"items_discount_amount": discount}
        require(all(item["amount"] is not None for item in items))
        total = sum(item["amount"] for item in items)
        require(total <= LARGEST)
        return {"items_discount_amount": discount, "amount": total}

    def _customer(self, order: dict[str, Any], noun: str, seq: int) -> str | None:
        outer = order.get(f"{noun}_id")
        if noun not in order:
            require(outer is None or outer in self.tables["customers"])
            return outer
        person = dict(order[noun])
        require(outer is None or person.setdefault("id", outer) == outer)
        key = self._identify("customers", person, self.row * 2 + seq, creates="id" not in person)
        if "birthday" in person:
            person.setdefault("birthdate", person["birthday"])
        address = {f"address_{part}": person.get("address", {}).get(part) for part in ADDRESS}
        plain = ("source_id", "name", "description", "email", "phone", "birthdate", "metadata")
        self._upsert("customers", key, {**{name: person.get(name) for name in plain}, **address})
        return key

    def _item(self, item: dict[str, Any], seq: int) -> dict[str, Any]:
        product, sku = dict(item.get("product", {})), dict(item.get("sku", {}))
        require("source_id" not in item or "related_object" in item)
        for entity, noun in ((product, "product"), (sku, "sku")):
            given = item.get(f"{noun}_id")
            require(given is None or entity.setdefault("id", given) == given)
            given = item.get("source_id") if item.get("related_object") == noun else None
            require(given is None or entity.setdefault("source_id", given) == given)
        if "product_id" in sku:
            require(product.setdefault("id", sku["product_id"]) == sku["product_id"])
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
            require(amount <= LARGEST)
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
            require(self.tables[table].get(key, {"source_id": source_id})["source_id"] == source_id)
            return key
        if key is None:
            return owner
        if key in self.tables[table]:
            require(source_id in (None, self.tables[table][key]["source_id"]))
        else:
            require(creates and owner is None)
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
