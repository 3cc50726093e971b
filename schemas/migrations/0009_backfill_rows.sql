-- What each order of a backfill says, until its end: what is stored is compared with it then.
CREATE TABLE backfill_rows (
    backfill_id VARCHAR NOT NULL, row BIGINT NOT NULL, order_id VARCHAR NOT NULL, status VARCHAR, created_at TIMESTAMP,
    amount BIGINT, currency VARCHAR
);
