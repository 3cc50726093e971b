"""Imports that are killed anywhere, with everything else that writes in between, against `EffectsModel`.

What is 'killed' raises at the boundary of a stage; whatever was not committed by then is rolled back or never was. The
clock goes on by a day at each step, so that time matters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from schemas.effects.choices import EffectsMode
from schemas.effects.rules import Distribution, EarningRule
from schemas.orders.frames import Kind
from tasks.effects.import_effects import drop_effects, release_effects
from tasks.imports.attempt import Attempt, Callbacks
from tasks.imports.core import run_stages
from tasks.imports.request import ImportRequest
from tasks.imports.stages import Stage
from tasks.rules.create import create_distribution, create_earning_rule
from tasks.rules.rules import delete_rule, set_paused
from tasks.segments.refresh import finish_earlier, rebuild
from tasks.segments.segments import create_segment
from tasks.updates.by_name import delete_entity
from tasks.updates.one_order import upsert_order
from tasks.validate.validate import validate
from tasks.warehouse.statements import Connection
from tests.support.laws.effects_model import REACTS_TO, UPDATE, EffectsModel
from tests.support.laws.laws import happened
from tests.support.projects.shops import RICH
from tests.support.projects.stages import KEY, as_texts, extracted

START = datetime(2026, 1, 1)
RECENT = {"summary.orders.last_order_date": {"conditions": {"$less_than_ago": 3}}}
KEPT = ("schema_migrations", "lane_fence", "write_counter")
MODES, CUSTOMERS, RULES = st.sampled_from(EffectsMode), st.sampled_from("ab"), st.sampled_from(sorted(REACTS_TO))
ORDER = st.tuples(st.sampled_from(["o1", "o2", "o3"]), CUSTOMERS, st.sampled_from([1, 60, 100]))
KILLS = (
    (Stage.TRANSFORM, True),
    (Stage.LOAD, False),
    (Stage.LOAD, True),
    (Stage.REFRESH, False),
    (Stage.REFRESH, True),
)
KILL = st.none() | st.sampled_from(KILLS)
CAUSED = """
    SELECT rule_id, customer_id, import_id, status FROM deliveries
    UNION ALL SELECT rule_id, customer_id, import_id, status FROM point_transactions
"""
EFFECTS = f"""
    WITH people AS (SELECT id, source_id FROM customers UNION SELECT id, source_id FROM customer_versions),
    caused AS ({CAUSED})
    SELECT rule_id, source_id, CASE WHEN starts_with(import_id, 'upd') THEN 'update' ELSE import_id END, status
    FROM caused JOIN people ON id = customer_id
"""
SUMMARIES = """
    SELECT c.source_id, total_count, total_amount FROM customer_summaries LEFT JOIN customers AS c ON c.id = customer_id
"""
MEMBERS = """
    SELECT s.name, c.source_id FROM segment_members
    JOIN segments AS s ON s.id = segment_id LEFT JOIN customers AS c ON c.id = customer_id
"""


class Killed(BaseException):
    """Not an error of the import: nothing is recorded of it."""


class Home:
    """One open database, a connection of its own for each opening, as a process that died left none."""

    rejects_folder = None

    def __init__(self, con: Connection) -> None:
        self.con = con

    @contextmanager
    def open(self) -> Iterator[Connection]:
        with self.con.cursor() as cursor:
            yield cursor


class EffectsMachine(RuleBasedStateMachine):
    """Every step is done to the database and to the model; the model knows no deaths."""

    def __init__(self, con: Connection) -> None:
        super().__init__()
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall():
            con.execute(f"DELETE FROM {table}" if table not in KEPT else "SELECT 1")
        self.con, self.now, self.model = con, START, EffectsModel()
        self.imports: list[tuple[str, list[tuple[str, str, int]], EffectsMode]] = []
        self.done: set[str] = set()
        for name, document in (("rich", RICH), ("recent", RECENT)):
            create_segment(con, name, "auto-update", document, START)
        for name in REACTS_TO:
            self.make_rule(name)

    @rule(orders=st.lists(ORDER, min_size=1, max_size=3), mode=MODES, kill=KILL)
    def begin(self, orders, mode, kill):
        self.imports.append((f"imp_{len(self.imports):032x}", orders, mode))
        happened(f"an import, effects {mode}")
        self.run(len(self.imports) - 1, kill)

    @precondition(lambda self: self.imports)
    @rule(number=st.integers(0, 20), kill=KILL)
    def again(self, number, kill):
        self.run(number % len(self.imports), kill)

    @rule(order=ORDER)
    def update(self, order):
        happened("an update")
        upsert_order(self.con, as_texts([as_order(order)])[0], KEY, self.tick())
        self.model.write(UPDATE, [order], "default", self.now)
        self.compare()

    @rule()
    def rebuild(self):
        happened("a rebuild")
        rebuild(self.con, self.tick())
        self.model.rebuild(self.now)
        self.compare()

    @precondition(lambda self: self.model.customers)
    @rule(number=st.integers(0, 1))
    def delete(self, number):
        happened("a deletion")
        who = sorted(self.model.customers)[number % len(self.model.customers)]
        delete_entity(self.con, Kind.CUSTOMER, who, self.tick())
        self.model.delete(who, UPDATE)
        self.compare()

    @rule(name=RULES)
    def change_rule(self, name):
        self.tick()
        if name in self.model.rules:
            kind = EarningRule if name == "earn" else Distribution
            delete_rule(self.con, kind, name, self.now)
            self.model.remove_rule(name)
        else:
            self.make_rule(name)
        self.compare()

    @precondition(lambda self: "mail" in self.model.rules)
    @rule(is_paused=st.booleans())
    def pause(self, is_paused):
        set_paused(self.con, "mail", is_paused=is_paused)
        (self.model.paused.add if is_paused else self.model.paused.discard)("mail")
        self.compare()

    @precondition(lambda self: self.held())
    @rule(number=st.integers(0, 3), is_released=st.booleans())
    def end_hold(self, number, is_released):
        import_id = self.held()[number % len(self.held())]
        (release_effects if is_released else drop_effects)(self.con, import_id, self.tick())
        self.model.end_hold(import_id, is_released=is_released)

    def held(self) -> list[str]:
        """The imports of which something is held in the database already."""
        query = "SELECT import_id FROM ({}) WHERE status = 'held' GROUP BY ALL ORDER BY ALL"
        return [import_id for (import_id,) in self.con.execute(query.format(CAUSED)).fetchall()]

    def teardown(self):
        finish_earlier(self.con)
        self.compare()

    def tick(self) -> datetime:
        self.now += timedelta(days=1)
        return self.now

    def make_rule(self, name: str) -> None:
        segment, change = REACTS_TO[name]
        given = {"name": name, "trigger": f"customer.segment.{change}", "segment": segment}
        if name == "earn":
            made = create_earning_rule(self.con, self.now, **given, points=5)
        else:
            made = create_distribution(self.con, self.now, **given, channel="file")
        self.model.add_rule(name, made.id, self.now)

    def run(self, number: int, kill: tuple[Stage, bool] | None) -> None:
        """One attempt at an import, which may die before or after the work of a stage."""
        import_id, orders, mode = self.imports[number]
        begun = self.tick()

        def run_stage(stage, work):
            if kill == (stage, False):
                raise Killed
            made = work()
            if stage is Stage.LOAD:
                self.model.write(import_id, orders, mode.value, begun)
            if kill == (stage, True):
                raise Killed
            return made

        request = ImportRequest(import_id, KEY, "orders", effects=mode)
        attempt = Attempt(request, started_at=begun.replace(tzinfo=UTC))
        try:
            texts = as_texts([as_order(order) for order in orders])
            run_stages(attempt, Home(self.con), lambda _: validate(extracted(texts), 10), Callbacks(run_stage))
        except Killed:
            stage, is_done = kill
            happened(f"killed {'after' if is_done else 'before'} {stage}")
            return
        if import_id not in self.done:  # else it has written nothing
            self.done.add(import_id)
            self.compare()

    def compare(self) -> None:
        """The database holds what the model holds, and nothing is left to be done."""
        expected = [(each.rule_id, each.who, each.cause, each.status) for each in self.model.effects]
        assert sorted(self.con.execute(EFFECTS).fetchall(), key=repr) == sorted(expected, key=repr)
        assert set(self.con.execute(MEMBERS).fetchall()) == self.model.members
        assert set(self.con.execute(SUMMARIES).fetchall()) == self.model.summaries()
        assert self.con.execute("FROM pending_refreshes").fetchall() == []


def as_order(order: tuple[str, str, int]) -> dict[str, object]:
    """The order as it is imported."""
    source_id, who, amount = order
    return {"source_id": source_id, "status": "PAID", "amount": amount, "customer": {"source_id": who}}
