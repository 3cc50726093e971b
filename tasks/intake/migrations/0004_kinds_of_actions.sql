-- Imports are one kind of bulk work among others that share their project's lane: `kind` is the type of the async action
-- (`schemas.action_type`). `import_id` is the id of an action of any kind, `parameters` are those of its kind's flow, and
-- `report` is an ImportReport of an import, an ActionReport of any other.
ALTER TABLE import_queue ADD COLUMN kind TEXT NOT NULL DEFAULT 'ORDERS.IMPORT';
