-- Whether one import or update has caused anything at all.
SELECT 1 FROM deliveries WHERE import_id = $import_id
UNION ALL
SELECT 1 FROM point_transactions WHERE import_id = $import_id
LIMIT 1
