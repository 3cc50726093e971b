-- One customer, as if an update had touched that customer alone.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT id AS customer_id, $import_id AS import_id, rowid AS place FROM customers WHERE id = $customer_id
