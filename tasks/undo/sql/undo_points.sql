-- Points are given by transactions and taken back by others; those of an import that counts again are given again.
INSERT INTO point_transactions BY NAME
SELECT 'pts_' || left(sha256(concat_ws(chr(31), $undo_id, id)), 32) AS id, rule_id, customer_id, entry_id, event_id,
    CASE WHEN import_id IN (SELECT import_id FROM undo_gone) THEN -points ELSE points END AS points,
    'granted' AS status, $undo_id AS import_id, $now AS created_at
FROM point_transactions
WHERE status = 'granted'
    AND (import_id IN (SELECT import_id FROM undo_gone) OR import_id IN (SELECT import_id FROM undo_back))
