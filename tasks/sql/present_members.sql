-- The memberships of the customers in facts, with where they are stored: later steps need not look for them again.
-- Of which segments is left to those steps, as reading one column of a table this long is already most of the work.
CREATE OR REPLACE TEMP TABLE present AS
SELECT segment_id, customer_id, rowid AS place FROM segment_members WHERE customer_id IN (SELECT id FROM facts)
