-- When the source last changed an order, by which an older row of an overlapping export is known.
ALTER TABLE orders ADD COLUMN changed_at TIMESTAMP;
ALTER TABLE order_versions ADD COLUMN changed_at TIMESTAMP;
