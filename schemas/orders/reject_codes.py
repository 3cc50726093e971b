"""What kind of fault made an order be handed back: few stable codes for the many reasons, which quote values.

The rule that rejects an order says its code, beside the JSON path and the reason; reports and `/metrics` count by it.
"""

from enum import StrEnum


class RejectCode(StrEnum):
    """One kind of fault; `OTHER` is for orders that older versions rejected for a reason which no rule has now."""

    INVALID_JSON = "invalid_json"
    TOO_DEEP = "too_deep"
    REPEATED_KEY = "repeated_key"
    NO_ORDER_FIELD = "no_order_field"
    WRONG_TYPE = "wrong_type"
    EMPTY_TEXT = "empty_text"
    UNKNOWN_ID = "unknown_id"
    SOURCE_ID_TAKEN = "source_id_taken"
    IDS_DISAGREE = "ids_disagree"
    RELATED_OBJECT_MISSING = "related_object_missing"
    PRICE_MISSING = "price_missing"
    TOO_LARGE = "too_large"
    TOO_MANY_ITEMS = "too_many_items"
    BELOW_MINIMUM = "below_minimum"
    UNKNOWN_VALUE = "unknown_value"
    INVALID_TIME = "invalid_time"
    INVALID_DATE = "invalid_date"
    INVALID_NUMBER = "invalid_number"
    LINES_DISAGREE = "lines_disagree"
    SOURCE_ID_MISSING = "source_id_missing"
    UNEXPECTED_VALUE = "unexpected_value"
    CHECK_FAILED = "check_failed"
    CUSTOMER_ERASED = "customer_erased"
    OTHER = "other"
