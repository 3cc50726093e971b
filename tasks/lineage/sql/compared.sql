-- The rows of one kind that two imports wrote or said something of, each as the import left it last.
CREATE OR REPLACE TEMP TABLE compared AS
WITH said AS (
    SELECT id, import_id, write_number FROM row_mentions
    WHERE kind = '{table}' AND import_id IN ($first, $second)
), touched AS (
    SELECT id FROM said
    UNION SELECT id FROM {table} WHERE import_id IN ($first, $second)
    UNION SELECT id FROM {versions} WHERE import_id IN ($first, $second)
), all_rows AS (
    SELECT * EXCLUDE (write_number), write_number AS until FROM {versions}
    WHERE id IN (SELECT id FROM touched) AND write_number IS NOT NULL
    UNION ALL BY NAME SELECT *, 4611686018427387903 AS until FROM {table} WHERE id IN (SELECT id FROM touched)
), left_by AS (
    SELECT import_id AS who, until AS place, * FROM all_rows WHERE import_id IN ($first, $second)
    UNION ALL BY NAME
    SELECT said.import_id AS who, r.until AS place, r.* FROM said ASOF JOIN all_rows AS r
        ON said.id = r.id AND said.write_number < r.until
)
SELECT * FROM left_by QUALIFY row_number() OVER (PARTITION BY who, id ORDER BY place DESC) = 1
