"""Kills `orders backfill` again and again, at random moments, and says what is stored in the end."""

import json
import os
import random
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.shell import ORDERS

# each order is there twice, the second time with another amount
_LINE = '{{"source_id":"{number}","amount":{amount},"status":"PAID","customer":{{"source_id":"{customer}"}}}}\n'
_COLUMNS = "order,sku,quantity,price\n"
MAPPING = """[order]
source_id = "order"
[items]
source_id = "sku"
related_object = "sku"
quantity = "quantity"
price = "price"
[money]
currency = "EUR"
"""


@dataclass(frozen=True)
class Survived:
    """What the last run reported, and what is stored; `kills` really hit a process at work."""

    kills: int
    report: dict[str, object]
    orders: list[tuple[int, int]]
    versions: int
    backfills: int


def orders_twice(path: Path, count: int) -> list[tuple[int, int]]:
    """Write `count` orders and all of them again; how many there are then, and what they come to."""
    with path.open("w") as file:
        for step in range(2):
            file.writelines(_LINE.format(number=n, amount=n + step, customer=n % 1000) for n in range(count))
    return [(count, sum(range(count)) + count)]


def lines_apart(path: Path, count: int) -> list[tuple[int, int]]:
    """Write the first lines of `count` orders, then the second ones; how many there are, and what they come to."""
    with path.open("w") as file:
        file.write(_COLUMNS)
        file.writelines(f"order number {n},the first article,1,{n % 90}.00\n" for n in range(count))
        file.writelines(f"order number {n},the second article,2,1.00\n" for n in reversed(range(count)))
    return [(count, sum(100 * (n % 90) + 200 for n in range(count)))]


def survive_kills(home: Path, key: ProjectKey, arguments: list[str], kills: int, longest: float) -> Survived:
    """Let a process work for up to `longest` seconds before each of the kills, and the last one come to its end; one
    that ends before it is killed is the last.
    """
    dice, hit = random.Random(kills), 0
    process = _start(home, key, arguments)
    for _ in range(kills):
        time.sleep(dice.uniform(0.5, longest))
        if process.poll() is not None:
            break
        hit += 1
        process.kill()
        process.communicate()
        process = _start(home, key, arguments)
    out, err = process.communicate(timeout=LONGEST * 20)
    assert process.returncode == 0, err
    with open_warehouse(home, key) as con:
        orders = con.execute("SELECT count(*), sum(amount)::BIGINT FROM orders").fetchall()
        [(versions,)] = con.execute("SELECT count(*) FROM order_versions").fetchall()
        [(backfills,)] = con.execute("SELECT count(*) FROM backfills").fetchall()
    return Survived(hit, json.loads(out), orders, versions, backfills)


def _start(home: Path, key: ProjectKey, arguments: list[str]) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"ORDERS_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    command = [*ORDERS, "backfill", *arguments, "--json", "--tenant", key.tenant, "--project", key.project]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
