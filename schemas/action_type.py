"""The kinds of bulk work that exist: the `type` of an async action (contract §6)."""

from enum import StrEnum


class ActionType(StrEnum):
    """Each is a row of `flows.lanes.kinds.KINDS` too, which says which flow does it."""

    ORDERS_IMPORT = "ORDERS.IMPORT"
    ORDERS_BACKFILL = "ORDERS.BACKFILL"
    ORDERS_UNDO = "ORDERS.UNDO"
    SEGMENTS_REBUILD = "SEGMENTS.REBUILD"
    CUSTOMERS_BULK_UPDATE = "CUSTOMERS.BULK_UPDATE"
    CUSTOMERS_METADATA_UPDATE = "CUSTOMERS.METADATA_UPDATE"
    PRODUCTS_BULK_UPDATE = "PRODUCTS.BULK_UPDATE"
    PRODUCTS_METADATA_UPDATE = "PRODUCTS.METADATA_UPDATE"
    CUSTOMERS_IMPORT_CSV = "CUSTOMERS.IMPORT_CSV"
    PRODUCTS_IMPORT_CSV = "PRODUCTS.IMPORT_CSV"
    SKUS_IMPORT_CSV = "SKUS.IMPORT_CSV"
    EXPORTS_CREATE = "EXPORTS.CREATE"
    CUSTOMERS_ERASE = "CUSTOMERS.ERASE"

    @property
    def noun(self) -> str:
        """What to call it in a sentence, such as `import`."""
        return _NOUNS[self]

    @property
    def is_long(self) -> bool:
        """Whether it is worked in portions, between which others have the project."""
        return self is ActionType.ORDERS_BACKFILL


_NOUNS = {
    ActionType.ORDERS_IMPORT: "import",
    ActionType.ORDERS_BACKFILL: "backfill",
    ActionType.ORDERS_UNDO: "undo",
    ActionType.SEGMENTS_REBUILD: "rebuild",
    ActionType.CUSTOMERS_BULK_UPDATE: "customer update",
    ActionType.CUSTOMERS_METADATA_UPDATE: "customer metadata update",
    ActionType.PRODUCTS_BULK_UPDATE: "product update",
    ActionType.PRODUCTS_METADATA_UPDATE: "product metadata update",
    ActionType.CUSTOMERS_IMPORT_CSV: "customer import",
    ActionType.PRODUCTS_IMPORT_CSV: "product import",
    ActionType.SKUS_IMPORT_CSV: "SKU import",
    ActionType.EXPORTS_CREATE: "export",
    ActionType.CUSTOMERS_ERASE: "erasure",
}
