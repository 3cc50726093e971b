-- One rule; what it has caused is history and stays.
DELETE FROM {table} WHERE id = $rule_id
