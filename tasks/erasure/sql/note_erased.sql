-- No row names the person any more, this one neither.
UPDATE erasures SET customer_id = NULL, status = 'ERASED', result = $result WHERE id = $erasure_id
