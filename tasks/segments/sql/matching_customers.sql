-- Which customers meet the filter of one segment; materialized, so that the JSON is read once and not at every mention.
WITH asked AS MATERIALIZED (SELECT id AS customer_id, {columns} FROM {facts})
SELECT {segment_id} AS segment_id, customer_id FROM asked WHERE {condition}
