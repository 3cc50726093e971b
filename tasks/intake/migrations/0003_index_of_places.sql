-- The last place of a lane is asked for at each hand-over, among all imports that the queue remembers.
CREATE INDEX IF NOT EXISTS places_of_lane ON import_queue (tenant, project, place);
