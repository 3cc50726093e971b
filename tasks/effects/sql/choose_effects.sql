-- What an import may cause; kept with it, so that going on with it after a crash may cause no more.
UPDATE imports SET effects = $mode, effects_limit = $limit WHERE id = $import_id
