-- How many rows go, come and change.
SELECT count(*) FILTER (goes), count(*) FILTER (comes), count(*) FILTER (NOT goes AND NOT comes) FROM undo_changes
