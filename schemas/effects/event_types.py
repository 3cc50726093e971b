"""The types of events that rules react to, in the families that the trigger policy tells apart (contract §5)."""

ENTERED = "customer.segment.entered"
LEFT = "customer.segment.left"
PAID = "order.paid"

SEGMENT_EVENTS = (ENTERED, LEFT)
ORDER_EVENTS = ("order.created", "order.updated", PAID, "order.canceled")
CATALOGUE_EVENTS = ("product.created", "product.updated", "sku.created", "sku.updated")
