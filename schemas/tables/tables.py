"""Every table and column, described once: the prose that DuckDB, the docs and people read.

The types are in `schemas/migrations/*.sql`; a test holds both lists together, in both directions.
"""

from schemas.tables.backfills import BACKFILLS
from schemas.tables.customers import CUSTOMER_VERSIONS, CUSTOMERS
from schemas.tables.effects import EFFECTS
from schemas.tables.erasures import ERASURES
from schemas.tables.imports import IMPORTS, UNDER_WAY
from schemas.tables.orders import ORDER_VERSIONS, ORDERS
from schemas.tables.products import PRODUCT_VERSIONS, PRODUCTS
from schemas.tables.prunings import PRUNINGS
from schemas.tables.rules import RULES
from schemas.tables.segments import SEGMENTS
from schemas.tables.table import Table
from schemas.tables.undos import UNDOS

TABLES: dict[str, Table] = {
    **IMPORTS,
    **BACKFILLS,
    **ORDERS,
    **CUSTOMERS,
    **PRODUCTS,
    **ORDER_VERSIONS,
    **CUSTOMER_VERSIONS,
    **PRODUCT_VERSIONS,
    **UNDOS,
    **SEGMENTS,
    **UNDER_WAY,
    **RULES,
    **EFFECTS,
    **ERASURES,
    **PRUNINGS,
}
"""By name."""
