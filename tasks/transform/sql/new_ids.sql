-- The id each mention would get if it were new: from project and source_id, else from the import and its position.
-- The word 'turn' is part of ids that are stored already.
SELECT prefix || left(
    sha256(CASE
        WHEN source_id IS NOT NULL THEN concat_ws(chr(31), prefix, 'source_id', $project, source_id)
        ELSE concat_ws(chr(31), prefix, 'turn', $project, $import_id, seq::VARCHAR)
    END), 24) AS new_id
FROM mentions
