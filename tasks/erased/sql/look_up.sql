-- Which names are those of erased customers.
SELECT keyed_hash, erasure_id, erased_at, returned_at FROM erased_names SEMI JOIN named USING (keyed_hash)
