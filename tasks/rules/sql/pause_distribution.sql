-- A paused distribution records nothing and delivers nothing.
UPDATE distributions SET is_paused = $is_paused WHERE id = $rule_id
