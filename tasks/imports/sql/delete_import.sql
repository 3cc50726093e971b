-- An import that starts over leaves nothing of its earlier attempt in the history.
DELETE FROM imports WHERE id = $import_id
