"""What a project's database says of its imports in a few numbers, for who watches over many projects."""

from dataclasses import dataclass

from tasks.warehouse.statements import Connection, sql


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How often a stage was gone through, and how many seconds that took in all."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ProjectNumbers:
    """Totals since the project's first import; `rejected` by code, `stages` by name, `deliveries` by status."""

    imported: int
    rejected: dict[str, int]
    stages: dict[str, StageTimes]
    deliveries: dict[str, int]


def read_numbers(con: Connection) -> ProjectNumbers:
    """Count what is there."""
    [(imported,)] = con.execute(
        """SELECT coalesce(sum(done_count), 0)::BIGINT FROM imports ANTI JOIN undos USING (id)
        WHERE coalesce(report ->> '$.noun', 'order') = 'order'"""
    ).fetchall()
    rejected = con.execute("SELECT code, count(*) FROM rejects GROUP BY ALL ORDER BY ALL").fetchall()
    deliveries = con.execute("SELECT status, count(*) FROM deliveries GROUP BY ALL ORDER BY ALL").fetchall()
    return ProjectNumbers(
        imported=imported,
        rejected=dict(rejected),
        stages=read_stages(con),
        deliveries=dict(deliveries),
    )


def read_stages(con: Connection) -> dict[str, StageTimes]:
    """What the stages of all imports that have ended took, by name."""
    stages = con.execute(sql("queries/import_stages")).fetchall()
    return {name: StageTimes(count, seconds) for name, count, seconds in stages}
