-- Deliveries that ended too long ago; one that was given up may be tried again, and stays.
DELETE FROM deliveries WHERE status IN ('delivered', 'dropped') AND finished_at < $until
