"""Customers who were erased, and how they are recognised without being named."""

from schemas.tables.table import Table

ERASURES = {
    "erasures": Table(
        "one erasure of a customer",
        {
            "id": "del_ and 32 hex digits",
            "customer_id": "customers.id while their rows are being erased; null from then on",
            "status": "IN_PROGRESS, ERASED (no row names the person; the files are not written anew yet) or DONE",
            "requested_at": "when it was asked for, UTC",
            "finished_at": "when no file had anything of the person any more, UTC",
            "result": "how much was erased, by kind",
        },
    ),
    "erased_names": Table(
        "one id, source_id, e-mail or phone number of a customer who was erased; imports leave such a person out",
        {
            "keyed_hash": "HMAC-SHA256 of it, with the key in erasure.key in the home",
            "erasure_id": "erasures.id",
            "erased_at": "when the customer was erased, UTC",
            "returned_at": "when an on-going write brought the customer back, UTC; older orders stay without them",
        },
    ),
}
