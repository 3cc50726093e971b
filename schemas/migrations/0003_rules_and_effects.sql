ALTER TABLE imports ADD COLUMN effects VARCHAR;
ALTER TABLE imports ADD COLUMN effects_limit BIGINT;
ALTER TABLE events ADD COLUMN object_id VARCHAR;
CREATE TABLE distributions (
    id VARCHAR NOT NULL, name VARCHAR NOT NULL, trigger VARCHAR NOT NULL, segment_id VARCHAR, channel VARCHAR NOT NULL,
    url VARCHAR, headers JSON, payload JSON, is_raw BOOLEAN NOT NULL, is_paused BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE earning_rules (
    id VARCHAR NOT NULL, name VARCHAR NOT NULL, trigger VARCHAR NOT NULL, segment_id VARCHAR, points BIGINT NOT NULL,
    per BIGINT, metadata_key VARCHAR, starts_at TIMESTAMP, ends_at TIMESTAMP, created_at TIMESTAMP NOT NULL
);
CREATE TABLE webhooks (
    id VARCHAR NOT NULL, name VARCHAR NOT NULL, url VARCHAR NOT NULL, headers JSON, event_types VARCHAR[] NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE project_secrets (secret VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL);
CREATE TABLE deliveries (
    id VARCHAR NOT NULL, rule_kind VARCHAR NOT NULL, rule_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL, customer_id VARCHAR, import_id VARCHAR, data JSON NOT NULL, status VARCHAR NOT NULL,
    attempt_count INTEGER NOT NULL DEFAULT 0, next_attempt_at TIMESTAMP NOT NULL, lease_id VARCHAR,
    leased_until TIMESTAMP, last_status INTEGER, last_answer VARCHAR, created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE TABLE point_transactions (
    id VARCHAR NOT NULL, rule_id VARCHAR NOT NULL, customer_id VARCHAR NOT NULL, entry_id VARCHAR NOT NULL,
    event_id VARCHAR NOT NULL, points BIGINT NOT NULL, status VARCHAR NOT NULL, import_id VARCHAR,
    created_at TIMESTAMP NOT NULL
);
CREATE VIEW point_balances AS
SELECT customer_id, sum(points) AS balance, count(*) AS transaction_count, max(created_at) AS last_earned_at
FROM point_transactions WHERE status = 'granted' GROUP BY customer_id;
