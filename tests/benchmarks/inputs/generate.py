"""Writes the input: NDJSON orders of about 900 bytes, the same for the same arguments on every machine."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

REPEATED = 0.3
_FIRST_DAY = datetime(2011, 1, 1, tzinfo=UTC)
_MINUTES = 9 * 365 * 24 * 60
_STATUSES = ("CREATED", "PAID", "CANCELED", "FULFILLED")
_CITIES = (("Łódź", "PL"), ("København", "DK"), ("Leeds", "GB"), ("São Paulo", "BR"), ("東京", "JP"))


def written(folder: Path, count: int, *, existing: int = 0, seed: int = 1) -> Path:
    """The file of `orders(count, existing, seed)` in `folder`, written now unless it is there already."""
    path = folder / f"orders-{count}-after-{existing}-seed-{seed}.ndjson"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        encode = msgspec.json.Encoder().encode
        with unfinished.open("wb") as file:
            file.writelines(encode(order) + b"\n" for order in orders(count, existing, seed))
        unfinished.replace(path)
    return path


def orders(count: int, existing: int = 0, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`count` orders; 30 % repeat the `source_id` of an earlier one, the `existing` ones before the file included."""
    dice = random.Random(seed)
    customers = max((existing + count) // 4, 1)
    for number in range(existing, existing + count):
        is_repeat = number > 0 and dice.random() < REPEATED
        yield _order(dice, dice.randrange(number) if is_repeat else number, customers)


def _order(dice: random.Random, number: int, customers: int) -> dict[str, Any]:
    items = [_item(dice) for _ in range(dice.randint(1, 4))]
    placed_at = _FIRST_DAY + timedelta(minutes=dice.randrange(_MINUTES))
    return {
        "source_id": f"o-{number}",
        "status": dice.choice(_STATUSES),
        "created_at": placed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "amount": sum(item["amount"] for item in items),
        "discount_amount": dice.randrange(100),
        "items": items,
        "metadata": {
            "channel": dice.choice(("web", "shop", "phone")),
            "note": f"Ünïcode {dice.randrange(10**6)}",
            "device": dice.getrandbits(62),
            "tags": ["a", "b", None],
        },
        "customer": _customer(dice, dice.randrange(customers)),
    }


def _customer(dice: random.Random, number: int) -> dict[str, Any]:
    city, country = dice.choice(_CITIES)
    return {
        "source_id": f"c-{number}",
        "name": f"Customer {number}",
        "email": f"c{number}@example.com",
        "address": {"city": city, "country": country, "line_1": f"{dice.randrange(1, 200)} High Street"},
        "metadata": {"tier": dice.choice("abc"), "age": dice.randrange(18, 80)},
    }


def _item(dice: random.Random) -> dict[str, Any]:
    """A line that names one of 5,000 SKUs, or, one time in five, one of 1,000 products, with a snapshot of it."""
    quantity, price = dice.randrange(1, 6), dice.randrange(100, 9000)
    kind, label, number = ("product", "name", dice.randrange(1000))
    if dice.random() < 0.8:
        kind, label, number = ("sku", "sku", dice.randrange(5000))
    return {
        "source_id": f"{kind}-{number}",
        "related_object": kind,
        "quantity": quantity,
        "price": price,
        "amount": price * quantity,
        "discount_amount": dice.randrange(50),
        kind: {label: f"Widget {number}", "price": price, "override": dice.random() < 0.05},
        "metadata": {"color": dice.choice(("red", "blue")), "n": [1, 2, {"x": None}]},
    }
