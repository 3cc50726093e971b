-- All segments, with who came and went since they were made.
SELECT id, name, entered_count AS entered, left_count AS "left", member_count AS members FROM segments ORDER BY name, id
