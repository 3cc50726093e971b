-- The customers that a rebuild leaves to the import that touched them, if it is to leave any.
CREATE OR REPLACE TEMP TABLE left_out AS SELECT customer_id FROM pending_refreshes WHERE $leave_pending
