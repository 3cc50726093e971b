"""Customer summaries (contract §3): what the customers in the temporary table `touched` have bought so far."""

from tasks.warehouse.key_hashes import hash_of, with_hashes
from tasks.warehouse.statements import Connection, sql


def summarise_touched(con: Connection) -> None:
    """Recompute `customer_summaries` of all in `touched` (customer_id, import_id, place), in the caller's transaction.

    They are in the temporary table `summaries` as well, for `tasks.segments.memberships.store_facts`.

    Net amount of an order is amount − discount_amount − items_discount_amount; the last order is the one with the
    latest created_at, of several the one that came last. Orders count for their buyer, not for who referred the buyer.
    """
    con.execute(sql("segments/summarise"))
    if con.execute("SELECT 1 FROM summaries WHERE is_tied LIMIT 1").fetchall():
        con.execute(sql("segments/untie"))
    con.execute(sql("segments/delete_summaries").format(hash=hash_of("customer_id")))
    con.execute(sql("segments/insert_summaries").format(hashes=with_hashes("customer_summaries")))
