-- Lets whoever listens on the channel of its schema hear of each transaction that changes the queue.
CREATE OR REPLACE FUNCTION tell_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('orders.' || TG_TABLE_SCHEMA, '');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER tell_changes AFTER INSERT OR UPDATE OR DELETE ON import_queue
    FOR EACH STATEMENT EXECUTE FUNCTION tell_changes();
