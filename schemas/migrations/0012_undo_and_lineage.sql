-- The order of versions, what each write said of stored rows, and what was taken back; earlier versions have no number.
ALTER TABLE order_versions ADD COLUMN write_number BIGINT;
ALTER TABLE order_versions ADD COLUMN has_other_items BOOLEAN;
ALTER TABLE order_item_versions ADD COLUMN write_number BIGINT;
ALTER TABLE customer_versions ADD COLUMN write_number BIGINT;
ALTER TABLE product_versions ADD COLUMN write_number BIGINT;
ALTER TABLE sku_versions ADD COLUMN write_number BIGINT;
CREATE TABLE row_mentions (
    write_number BIGINT NOT NULL, import_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, id VARCHAR NOT NULL,
    fields VARCHAR[] NOT NULL, metadata_keys VARCHAR, row BIGINT NOT NULL
);
CREATE TABLE undos (id VARCHAR NOT NULL, undone VARCHAR[] NOT NULL, report JSON NOT NULL);
CREATE TABLE dropped_effects (undo_id VARCHAR NOT NULL, effect_id VARCHAR NOT NULL, status VARCHAR NOT NULL);
ALTER TABLE imports ADD COLUMN is_undoable BOOLEAN DEFAULT 'true';
UPDATE imports SET is_undoable = false;
