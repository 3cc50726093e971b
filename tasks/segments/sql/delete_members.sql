-- All members of one segment.
DELETE FROM segment_members WHERE segment_id = $segment_id
