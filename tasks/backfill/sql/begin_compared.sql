-- Orders as the sources say them beside the stored ones, added up by what they have in common.
CREATE OR REPLACE TEMP TABLE compared (
    is_said BOOLEAN, is_stored BOOLEAN, is_written_since BOOLEAN, said_status VARCHAR, stored_status VARCHAR, said_month VARCHAR, stored_month VARCHAR,
    said_currency VARCHAR, stored_currency VARCHAR, row_count HUGEINT, order_count BIGINT, said_amount HUGEINT, stored_amount HUGEINT
)
