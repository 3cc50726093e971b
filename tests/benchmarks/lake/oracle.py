"""What has to be in a lake after its commits, one after the other, and what is wrong with what is there."""

from collections import Counter

import duckdb

from tests.benchmarks.lake.orders import Commit, Order


class Oracle:
    """The orders that are right, by id."""

    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        self.commit_count = 0

    def apply(self, commit: Commit) -> None:
        """Do what a commit did."""
        for id_ in commit.deleted:
            self.orders.pop(id_, None)
        self.orders.update((order.id, order) for order in commit.orders)
        self.commit_count += 1

    def faults(self, con: duckdb.DuckDBPyConnection) -> list[str]:
        """In which ways the lake is not right, to the row; none if it is."""
        orders = Counter((order.id, order.amount, order.note) for order in self.orders.values())
        items = Counter(item for order in self.orders.values() for item in order.items)
        return [
            *_difference(con, "orders", "id, amount::HUGEINT, note", "id", orders),
            *_difference(con, "order_items", "order_id, position, amount::HUGEINT", "order_id, position", items),
            *self._fence_faults(con),
        ]

    def _fence_faults(self, con: duckdb.DuckDBPyConnection) -> list[str]:
        tokens = con.execute("SELECT token FROM lane_fence").fetchall()
        if tokens == [(self.commit_count,)]:
            return []
        return [f"the fence says {tokens} after {self.commit_count} commits"]


def replayed(commits: list[Commit]) -> tuple[Oracle, list[str]]:
    """What is right after these commits, in the order of their tokens; and whether the tokens give one."""
    oracle = Oracle()
    ordered = sorted(commits, key=lambda commit: commit.token)
    for commit in ordered:
        oracle.apply(commit)
    tokens = Counter(commit.token for commit in commits)
    again = sum(1 for count in tokens.values() if count > 1)
    missing = len(set(range(1, len(commits) + 1)) - tokens.keys())
    return oracle, [f"{again} tokens were given twice, {missing} never"] if again or missing else []


def _difference(
    con: duckdb.DuckDBPyConnection, table: str, columns: str, key: str, right: Counter[tuple[object, ...]]
) -> list[str]:
    found = Counter(con.execute(f"SELECT {columns} FROM {table}").fetchall())
    if found == right:
        return []
    duplicates = con.execute(f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1").fetchall()
    missing, wrong = right - found, found - right
    return [
        f"{table}: {missing.total()} rows are missing and {wrong.total()} wrong of {right.total()}; "
        f"{len(duplicates)} keys occur twice, as {duplicates[:3]}"
    ]
