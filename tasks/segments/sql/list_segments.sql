-- All segments, the biggest first.
SELECT id, name, type, filter, is_active, member_count, entered_count, left_count, created_at, refreshed_at
FROM segments ORDER BY member_count DESC, name
