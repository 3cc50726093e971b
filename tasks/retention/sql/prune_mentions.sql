-- What was said too long ago without being a version: by imports that had ended by then, unless an undo of them can still
-- be undone; by on-going changes that came before writes which are too old.
DELETE FROM row_mentions WHERE import_id IN (
    SELECT id FROM imports WHERE finished_at < $until
) AND import_id NOT IN (
    SELECT unnest(undone) FROM undos JOIN imports USING (id) WHERE started_at >= $until
) OR import_id NOT IN (SELECT id FROM imports) AND write_number <= (
    SELECT max(write_number) FROM (
        SELECT write_number FROM order_versions WHERE replaced_at < $until
        UNION ALL SELECT write_number FROM customer_versions WHERE replaced_at < $until
        UNION ALL SELECT write_number FROM product_versions WHERE replaced_at < $until
        UNION ALL SELECT write_number FROM sku_versions WHERE replaced_at < $until
        UNION ALL SELECT m.write_number FROM row_mentions AS m JOIN imports ON imports.id = m.import_id
        WHERE imports.finished_at < $until
    )
)
