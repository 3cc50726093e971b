-- Segments with their own summaries.
SELECT id, name, type, filter, is_active, member_count, entered_count, left_count, created_at
FROM segments
