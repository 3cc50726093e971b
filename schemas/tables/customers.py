"""Customers, and what they have bought so far."""

from schemas.tables.table import BY_IMPORT, METADATA, REPLACED, TIMES, Table, hashes

_CUSTOMERS = {
    "id": "cust_…, derived from the source_id, or from import and row where there is none",
    "source_id": "the merchant's own customer number",
    "name": "full name",
    "description": "free text",
    "email": "e-mail address, as given",
    "phone": "phone number, as given",
    "birthdate": "date of birth",
    "address_city": "address: city",
    "address_state": "address: state or region",
    "address_line_1": "address: first line",
    "address_line_2": "address: second line",
    "address_country": "address: country, as given",
    "address_postal_code": "address: postal code",
    **METADATA,
    **TIMES,
    **BY_IMPORT,
}

CUSTOMERS = {
    "customers": Table("one customer", {**_CUSTOMERS, **hashes("id", "source_id")}),
    "customer_summaries": Table(
        "one customer that has been stored or named in an order",
        {
            "customer_id": "customers.id",
            "total_count": "number of PAID and FULFILLED orders",
            "total_amount": "their value, net of discounts",
            "average_amount": "their mean value, net of discounts; null without such an order",
            "last_order_amount": "value of the latest of them, net of discounts",
            "last_order_date": "created_at of the latest of them, UTC",
            **BY_IMPORT,
            **hashes("customer_id"),
        },
    ),
}
CUSTOMER_VERSIONS = {
    "customer_versions": Table("one customer as it was before an import", {**_CUSTOMERS, **REPLACED}),
}
