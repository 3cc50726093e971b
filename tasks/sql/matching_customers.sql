-- Which customers meet the filter of one segment.
SELECT {segment_id} AS segment_id, id AS customer_id FROM {facts} WHERE {condition}
