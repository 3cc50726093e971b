-- One segment; its changes and events are history and stay.
DELETE FROM segments WHERE id = $segment_id
