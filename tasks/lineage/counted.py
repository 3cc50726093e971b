"""The orders that a customer's summary counts: what its numbers come from."""

from schemas.reports.lineage import CountedOrder
from tasks.lineage.places import Place
from tasks.warehouse.statements import Connection, sql


def counted_orders(con: Connection, customer_id: str, place: Place) -> list[CountedOrder]:
    """The PAID and FULFILLED orders of a customer, the last first; their amounts add up to `total_amount`."""
    found = con.execute(sql("lineage/counted_orders"), {"id": customer_id}).pl().to_dicts()
    return [_placed(CountedOrder(**{**each, "amount": int(each["amount"])}), place) for each in found]


def _placed(order: CountedOrder, place: Place) -> CountedOrder:
    source, row = place(order.written_by, order.source, order.row)
    return order.model_copy(update={"source": source, "row": row})
