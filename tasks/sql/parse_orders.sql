-- One row an order: its own fields, with how many items and which people it names.
SELECT row, o.id, o.source_id, o.status, o.created_at, o.amount, o.initial_amount, o.discount_amount, o.metadata,
    o.customer_id, o.referrer_id, o.customer IS NOT NULL AS has_customer, o.referrer IS NOT NULL AS has_referrer,
    len(o.items) AS item_count
FROM parsed
