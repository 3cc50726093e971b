-- No file has anything of the person any more.
UPDATE erasures SET status = 'DONE', finished_at = $now WHERE status = 'ERASED' AND id IN (SELECT unnest(CAST($ids AS VARCHAR[])))
