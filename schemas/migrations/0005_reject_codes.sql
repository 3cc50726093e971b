-- Rules say the code of a reject from here on; what was rejected before gets it from its reason, this once.
CREATE TABLE new_rejects (
    import_id VARCHAR NOT NULL, row BIGINT NOT NULL, source_id VARCHAR, code VARCHAR NOT NULL, path VARCHAR NOT NULL,
    reason VARCHAR NOT NULL, raw VARCHAR NOT NULL
);
INSERT INTO new_rejects
SELECT import_id, row, source_id, CASE
    WHEN reason LIKE 'this is not valid JSON%' OR reason = 'is nested too deeply' THEN 'invalid_json'
    WHEN reason LIKE 'the line is not valid UTF-8%' THEN 'invalid_json'
    WHEN reason LIKE '% is needed here, but it is %' OR reason LIKE '% is not a JSON object' THEN 'wrong_type'
    WHEN reason LIKE 'is an empty text%' THEN 'empty_text'
    WHEN reason LIKE 'there is no % with the id %' THEN 'unknown_id'
    WHEN reason LIKE '% is not the source_id of %' THEN 'source_id_taken'
    WHEN reason LIKE '% is not the id given beside it' THEN 'ids_disagree'
    WHEN reason LIKE '% is not the item''s own %' OR reason LIKE '% is not the id of the item''s %' THEN 'ids_disagree'
    WHEN reason LIKE 'is missing; say whether source_id names %' THEN 'related_object_missing'
    WHEN reason LIKE 'is missing, no price is known %' THEN 'price_missing'
    WHEN reason LIKE '% fit into 64 bits' OR reason LIKE '% is more money than 64 bits hold' THEN 'too_large'
    WHEN reason LIKE '% items are more than the %' THEN 'too_many_items'
    WHEN reason LIKE '% is below 0' OR reason LIKE '% is below 1' THEN 'below_minimum'
    WHEN reason LIKE '% is not one of %' THEN 'unknown_value'
    WHEN reason LIKE '% is not an ISO 8601 %' OR reason LIKE '% is not a time written as %' THEN 'invalid_time'
    WHEN reason LIKE '% happened twice or never %' THEN 'invalid_time'
    WHEN reason LIKE '% is not a date like %' THEN 'invalid_date'
    WHEN reason LIKE '% is not a whole number %' OR reason LIKE '% is not an amount of money %' THEN 'invalid_number'
    WHEN reason LIKE '% has more decimals than %' THEN 'invalid_number'
    WHEN reason LIKE '% in lines of this order' THEN 'lines_disagree'
    WHEN reason LIKE 'the line names no order' THEN 'source_id_missing'
    ELSE 'other'
END, path, reason, raw
FROM rejects;
DROP TABLE rejects;
ALTER TABLE new_rejects RENAME TO rejects;
