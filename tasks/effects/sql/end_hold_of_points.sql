-- Held points of one import are given, or dropped for good.
UPDATE point_transactions SET status = $status WHERE import_id = $import_id AND status = 'held'
