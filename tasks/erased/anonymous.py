"""What is left of an order's free JSON once its customer was erased; nobody can say what else names a person in it.

Invariant: what stays is text of ours, or as it came to the last digit.
"""

from collections.abc import Callable, Mapping

import msgspec

from schemas.orders.fields import ORDER

KEPT_METADATA = ("currency", "refunded_amount")
"""Keys of orders' and items' metadata that are about money and never about a person (contract §2)."""

_Change = Callable[[str], str | None]
_FIELDS = ORDER.keys() - {"customer", "customer_id", "referrer", "referrer_id"}
_ITEMS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]] | None)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)


def kept_metadata(text: str | None) -> str | None:
    """The metadata of an order or an item without whatever could name a person; none if nothing is left."""
    if text is None:
        return None
    kept = {name: value for name, value in _members(text).items() if name in KEPT_METADATA}
    return _encoded(kept) if kept else None


def without_metadata(text: str | None) -> str | None:
    """The product or SKU on an item without its metadata, which is the item's own."""
    if text is None:
        return None
    members = _members(text)
    return _encoded({name: members[name] for name in members if name != "metadata"}) if "metadata" in members else text


def anonymous_order(text: str | bytes) -> str:
    """One order as it came, as JSON, without its people, free texts and fields that no order has; `{}` for what cannot
    be read as an order.
    """
    try:
        order = _OBJECT.decode(text) or {}
        kept = _changed({name: order[name] for name in order if name in _FIELDS}, {"metadata": kept_metadata})
        if "items" in kept:
            items = _ITEMS.decode(kept["items"]) or []
            changes = {"metadata": kept_metadata, "product": without_metadata, "sku": without_metadata}
            kept["items"] = msgspec.Raw(msgspec.json.encode([_changed(item, changes) for item in items]))
        return _encoded(kept)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "{}"


def _changed(members: dict[str, msgspec.Raw], changes: Mapping[str, _Change]) -> dict[str, msgspec.Raw]:
    """An object with some members changed; those that come to nothing go."""
    changed = {name: changes[name](bytes(members[name]).decode()) for name in changes if name in members}
    texts = {name: msgspec.Raw(text.encode()) for name, text in changed.items() if text is not None}
    return {**{name: value for name, value in members.items() if name not in changed}, **texts}


def _members(text: str) -> dict[str, msgspec.Raw]:
    return _OBJECT.decode(text) or {}


def _encoded(members: dict[str, msgspec.Raw]) -> str:
    return msgspec.json.encode(members).decode()
