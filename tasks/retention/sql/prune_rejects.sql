-- Texts of orders that were rejected too long ago.
UPDATE rejects SET raw = ''
WHERE raw <> '' AND import_id IN (SELECT id FROM imports WHERE finished_at < $until)
