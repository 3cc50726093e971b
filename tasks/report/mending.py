"""What each kind of reject means for whoever has to mend it, and what to do about it."""

from typing import NamedTuple

from schemas.orders.reject_codes import RejectCode


class Mending(NamedTuple):
    """A title, and one or two sentences of advice."""

    title: str
    advice: str


_MENDINGS = {
    RejectCode.INVALID_JSON: Mending(
        "Not valid JSON", "Mend the text at the place that the reason names; often a quote or a brace is missing."
    ),
    RejectCode.TOO_DEEP: Mending("Nested too deeply", "Flatten the value: lists in lists go no further than stated."),
    RejectCode.REPEATED_KEY: Mending(
        "A key occurs twice", "Leave one of the two in the object; which of them holds is not ours to say."
    ),
    RejectCode.NO_ORDER_FIELD: Mending(
        "No field of an order", "Check that the names of the fields are those of an order, or use a mapping or preset."
    ),
    RejectCode.WRONG_TYPE: Mending(
        "A value of the wrong type", "Write numbers without quotes, texts with them, lists in [ ] and objects in { }."
    ),
    RejectCode.EMPTY_TEXT: Mending("An empty text", "Give the value, or leave the field out."),
    RejectCode.UNKNOWN_ID: Mending(
        "An id that does not exist",
        "Refer to what the merchant calls it by source_id, or import what the id names before.",
    ),
    RejectCode.SOURCE_ID_TAKEN: Mending(
        "The number is another's", "Use the id of the one that has this source_id already, or another source_id."
    ),
    RejectCode.IDS_DISAGREE: Mending(
        "Two ids that disagree", "Leave the one that is right; both have to name the same."
    ),
    RejectCode.RELATED_OBJECT_MISSING: Mending(
        "Product or SKU?", 'Say beside source_id whether it names one: "related_object": "product" or "sku".'
    ),
    RejectCode.PRICE_MISSING: Mending(
        "No price is known", "Give the item a price or an amount, or the order its own amount."
    ),
    RejectCode.TOO_LARGE: Mending(
        "Too large a number", "Check the unit: amounts are whole numbers of the smallest unit, of 64 bits at most."
    ),
    RejectCode.TOO_MANY_ITEMS: Mending("Too many items", "Divide the order, or join equal items by their quantity."),
    RejectCode.BELOW_MINIMUM: Mending(
        "Below the least allowed",
        "Negative quantities and amounts are mostly returns: import them as cancelled orders or refunds, which a "
        "mapping can do, or leave them out.",
    ),
    RejectCode.UNKNOWN_VALUE: Mending(
        "A value that is none of those allowed", "Use one that the reason lists, or translate it in a mapping."
    ),
    RejectCode.INVALID_TIME: Mending(
        "Not a time", "Write it as 2024-02-29T13:05:00Z, or say the format in a mapping or with --date-format."
    ),
    RejectCode.INVALID_DATE: Mending("Not a date", "Write it as 2024-02-29."),
    RejectCode.INVALID_NUMBER: Mending(
        "Not a number as agreed",
        "Check the separators and decimals against the mapping and the currency; nothing is rounded.",
    ),
    RejectCode.LINES_DISAGREE: Mending(
        "Lines of one order disagree", "Make the order's own columns equal in all its lines, or let the first one win."
    ),
    RejectCode.SOURCE_ID_MISSING: Mending(
        "The line names no order", "Fill the column with the order's number, or remove lines that are totals."
    ),
    RejectCode.UNEXPECTED_VALUE: Mending(
        "Not what the mapping expects", "Correct the value, or say in the mapping that it may occur."
    ),
    RejectCode.CHECK_FAILED: Mending("A check of the mapping failed", "Correct the value or the check in the mapping."),
    RejectCode.CUSTOMER_ERASED: Mending(
        "A customer who was erased", "Leave the row out; --restore-erased brings back who has agreed to it."
    ),
    RejectCode.OTHER: Mending("Rejected by an older version", "Import it again to read the reason in full."),
}


def mending(code: str) -> Mending:
    """That of a code which the database holds."""
    return _MENDINGS[RejectCode(code)]
