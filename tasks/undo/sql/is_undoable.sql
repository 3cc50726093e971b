-- Whether what the rows of an import were before is kept: by the release that ran it, and since.
SELECT is_undoable AND started_at >= coalesce((SELECT max(pruned_until) FROM prunings WHERE what = 'versions'), started_at)
FROM imports WHERE id = $import_id
