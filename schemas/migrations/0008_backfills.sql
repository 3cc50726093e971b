-- How far backfills are: written in the transaction of each portion, so that what is stored and what is noted agree.
CREATE TABLE backfills (
    id VARCHAR NOT NULL, command VARCHAR NOT NULL, mapping_checksum BIGINT NOT NULL, loaded JSON NOT NULL,
    is_ended BOOLEAN NOT NULL
);
CREATE TABLE backfill_sources (
    backfill_id VARCHAR NOT NULL, source_index INTEGER NOT NULL, name VARCHAR NOT NULL, format VARCHAR,
    preset VARCHAR, stamp VARCHAR, byte_count BIGINT NOT NULL, first_row BIGINT NOT NULL, next_row BIGINT NOT NULL,
    position BIGINT NOT NULL, checksum BIGINT NOT NULL, is_done BOOLEAN NOT NULL
);
