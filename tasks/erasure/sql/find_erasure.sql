-- The newest erasure of whom a keyed hash names, of a customer whose erasure is under way, or of this id.
SELECT id, status, requested_at, result FROM erasures
WHERE customer_id = $customer_id OR id = $erasure_id OR id IN (
    SELECT erasure_id FROM erased_names WHERE keyed_hash IN (SELECT unnest(CAST($hashes AS VARCHAR[])))
)
ORDER BY requested_at DESC LIMIT 1
