-- Rows of the sources, the orders that they are, and how many of these somebody else has written since.
SELECT coalesce(sum(row_count), 0)::BIGINT, count(*) FILTER (is_said), count(*) FILTER (is_written_since) FROM compared
