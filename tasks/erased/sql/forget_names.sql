-- Customers whom an import may bring back.
DELETE FROM erased_names WHERE erasure_id IN (SELECT erasure_id FROM named)
