-- The memberships of the customers in facts, with where they are stored: later steps need not look for them again.
-- A range of segments costs nothing to test; picking them out exactly is left to those steps.
CREATE OR REPLACE TEMP TABLE present AS
SELECT segment_id, customer_id, rowid AS place FROM segment_members
WHERE segment_id BETWEEN $first_id AND $last_id AND customer_id IN (SELECT id FROM facts)
