-- Those of some orders that were written more than once.
SELECT DISTINCT id FROM order_versions WHERE id IN (SELECT unnest($ids))
