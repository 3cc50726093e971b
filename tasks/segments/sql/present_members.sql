-- The memberships of those looked at, with where they are stored: later steps need not look for them again.
CREATE OR REPLACE TEMP TABLE present AS
SELECT segment_id, customer_id, rowid AS place FROM segment_members WHERE {looked_at}
