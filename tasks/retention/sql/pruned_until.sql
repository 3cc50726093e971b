-- How far back each kind of history is gone.
SELECT what, max(pruned_until) FROM prunings GROUP BY what ORDER BY what
