-- Members no longer.
DELETE FROM segment_members WHERE rowid IN (SELECT place FROM changes WHERE change = 'left')
