-- Rows of the sources, the orders that they are, and how many of these somebody else has written since.
SELECT coalesce(sum(row_count), 0)::BIGINT, coalesce(sum(order_count) FILTER (is_said), 0)::BIGINT,
    coalesce(sum(order_count) FILTER (is_written_since), 0)::BIGINT
FROM compared
