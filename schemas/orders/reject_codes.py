"""What kind of fault made an order be handed back: few stable codes for the many reasons, which quote values.

A reason belongs to the first code of which it matches a pattern (as SQL's LIKE has them), and to `OTHER` if to none.
"""

OTHER = "other"
REJECT_CODES: dict[str, tuple[str, ...]] = {
    "invalid_json": ("this is not valid JSON%", "is nested too deeply", "the line is not valid UTF-8%"),
    "wrong_type": ("% is needed here, but it is %", "% is not a JSON object"),
    "empty_text": ("is an empty text%",),
    "unknown_id": ("there is no % with the id %",),
    "source_id_taken": ("% is not the source_id of %",),
    "ids_disagree": ("% is not the id given beside it", "% is not the item's own %", "% is not the id of the item's %"),
    "related_object_missing": ("is missing; say whether source_id names %",),
    "price_missing": ("is missing, no price is known %",),
    "too_large": ("% fit into 64 bits", "% is more money than 64 bits hold"),
    "too_many_items": ("% items are more than the %",),
    "below_minimum": ("% is below 0", "% is below 1"),
    "unknown_value": ("% is not one of %",),
    "invalid_time": ("% is not an ISO 8601 %", "% is not a time written as %", "% happened twice or never %"),
    "invalid_date": ("% is not a date like %",),
    "invalid_number": ("% is not a whole number %", "% is not an amount of money %", "% has more decimals than %"),
    "lines_disagree": ("% in lines of this order",),
    "source_id_missing": ("the line names no order",),
}
