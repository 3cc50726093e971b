"""The columns of each kind's table as undo sees them, and the SQL that is made from them; all names are ours."""

from schemas.orders.frames import Kind
from tasks.transform.mentioned import FIELDS

STORED = 4611686018427387903
"""The `until` of the row that is stored now (`sql/rows_concerned.sql`)."""
_LIST = f"""min(CASE WHEN has_other_items OR until = {STORED} THEN until END)
        OVER (PARTITION BY id ORDER BY until ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)"""


def items_until(kind: Kind) -> str:
    """Where the list of items of a version is."""
    return _LIST if kind is Kind.ORDER else "NULL"


def columns(kind: Kind) -> list[str]:
    """All columns of the table but who wrote the row when."""
    own = ["created_at", *FIELDS[kind]] if "created_at" not in FIELDS[kind] else list(FIELDS[kind])
    extra = ["position", "source_row"] if kind is Kind.ORDER else []
    return [*own, *extra, "metadata"]


def says(field: str) -> str:
    """Whether an event says something of a field."""
    return f"(what = 'came' OR list_contains(fields, '{field}'))"


def values(kind: Kind) -> str:
    """Each column's last value that was said; what nobody says comes from who brought the row."""
    found = [
        f"arg_max(r.{name}, place) FILTER (r.{name} IS NOT NULL AND {says(name)}) AS {name}" for name in FIELDS[kind]
    ]
    found.append("arg_max(r.metadata, place) FILTER (r.metadata IS NOT NULL AND what = 'came') AS metadata")
    if kind is Kind.ORDER:
        found.append("arg_min(position, place) FILTER (what = 'came') AS position")
        found.append("arg_max(source_row, place) AS source_row")
        found.append(f"arg_max(items_until, place) FILTER {says('items')} AS items_until")
    else:
        found.append("arg_min(created_at, place) FILTER (what = 'came') AS created_at")
    return ",\n    ".join(found)


def differs(kind: Kind) -> str:
    """Whether a row as it is to be (`t`) is another one than the stored one (`s`)."""
    compared = [f"t.{name} IS DISTINCT FROM s.{name}" for name in (*FIELDS[kind], "metadata")]
    return " OR ".join([*compared, has_other_items(kind)])


def has_other_items(kind: Kind) -> str:
    """Whether the items that an order is to have are not those that are stored."""
    return "t.id IN (SELECT id FROM undo_other_items)" if kind is Kind.ORDER else "false"
