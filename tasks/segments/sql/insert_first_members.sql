-- The members a segment begins with: no import made them enter.
INSERT INTO segment_members BY NAME
SELECT {segment_id} AS segment_id, customer_id, {now} AS entered_at, NULL AS import_id FROM {customers}
