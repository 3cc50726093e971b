"""The form of an order, once more and on its own: contract §1 and §2 as plain Python, one order at a time.

It shares no code with the product. `read` gives an order's fields, or says that its form is wrong.
"""

import json
import re
from datetime import date, datetime, timezone
from decimal import Decimal
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
        require(_depth(value) <= 128)
    except (ValueError, RecursionError) as error:
        raise RejectedError(str(error)) from error
    order = _typed(value, ORDER)
    require(order != {})
    return order


def _refuse(constant: str) -> None:
    raise RejectedError(constant)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _typed(value: Any, kind: Any) -> Any:
    """The value, if it is of this kind; else `RejectedError`."""
    if isinstance(kind, dict):
        require(isinstance(value, dict) and not value.repeated & kind.keys())
        typed = {name: _typed(value[name], kind[name]) for name in kind if value.get(name) is not None}
        said = {name: inner for name, inner in typed.items() if inner != {} or kind[name] not in (CUSTOMER, ADDRESS)}
        return {**typed, "as given": value} if kind in (PRODUCT, SKU) else said
    if isinstance(kind, list):
        require(isinstance(value, list) and len(value) <= 500)
        return [_typed(inner, kind[0]) for inner in value]
    if isinstance(kind, tuple):
        require(isinstance(value, str) and value in kind)
        return value
    return _SCALARS[kind](value)


def require(is_fine: bool) -> None:
    if not is_fine:
        raise RejectedError


def _text(value: Any) -> str:
    require(isinstance(value, str))
    return value


def _id(value: Any) -> str:
    require(isinstance(value, str) and value != "")
    return value


def _flag(value: Any) -> bool:
    require(isinstance(value, bool))
    return value


def _texts(value: Any) -> list:
    require(isinstance(value, list))
    return [_text(each) for each in value]


def _object(value: Any) -> dict:
    require(isinstance(value, dict))
    return value


def _count(value: Any, least: int = 0) -> int:
    require(isinstance(value, int | Decimal) and not isinstance(value, bool) and least <= value <= LARGEST)
    require(int(value) == value)
    return int(value)


def _date(value: Any) -> date:
    require(isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) is not None)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise RejectedError from error


def _time(value: Any) -> datetime:
    require(isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d(?:[Tt ]|$)", value, re.ASCII) is not None)
    require(re.search(r"\.\d{6}0*[1-9]", value) is None)
    try:
        at = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise RejectedError from error
    return at.astimezone(timezone.utc).replace(tzinfo=None) if at.tzinfo else at  # noqa: UP017


_SCALARS = {
    **{
        "id": _id,
        "text": _text,
        "flag": _flag,
        "object": _object,
        "date": _date,
        "time": _time,
        "count": _count,
    },
    **{"texts": _texts, "units": lambda value: _count(value, 1)},
}
