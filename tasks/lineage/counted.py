"""The orders that a customer's summary counts: what its numbers come from."""

from schemas.reports.lineage import CountedOrder
from tasks.warehouse.statements import Connection, sql


def counted_orders(con: Connection, customer_id: str) -> list[CountedOrder]:
    """The PAID and FULFILLED orders of a customer, the last first; their amounts add up to `total_amount`."""
    found = con.execute(sql("lineage/counted_orders"), {"id": customer_id}).pl().to_dicts()
    return [CountedOrder(**{**each, "amount": int(each["amount"])}) for each in found]
