-- Members no longer.
DELETE FROM segment_members WHERE rowid IN (
    SELECT place FROM present SEMI JOIN (FROM changes WHERE change = 'left') AS gone USING (segment_id, customer_id)
)
