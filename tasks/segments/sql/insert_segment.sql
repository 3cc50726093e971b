-- A new segment; its first members are already stored and are not entries.
INSERT INTO segments BY NAME
SELECT $id AS id, $name AS name, $type AS type, $filter AS filter, $now AS created_at, $now AS refreshed_at,
    (SELECT count(*) FROM segment_members WHERE segment_id = $id) AS member_count
