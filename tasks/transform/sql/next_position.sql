-- The position of the next order that is new.
SELECT coalesce(max(position) + 1, 0) FROM orders
