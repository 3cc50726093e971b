-- Who entered and left segments too long ago.
DELETE FROM segment_changes WHERE changed_at < $until
