-- Erasures of customers. Who was erased is known by a keyed hash of each name alone; the key is not in the database.
CREATE TABLE erasures (
    id VARCHAR NOT NULL, customer_id VARCHAR, status VARCHAR NOT NULL, requested_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP, result JSON NOT NULL
);
CREATE TABLE erased_names (
    keyed_hash VARCHAR NOT NULL, erasure_id VARCHAR NOT NULL, erased_at TIMESTAMP NOT NULL, returned_at TIMESTAMP
);
