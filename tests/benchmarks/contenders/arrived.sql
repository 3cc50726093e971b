-- The orders of a file as they are read, for the scripts of bare DuckDB.
CREATE TEMP TABLE arrived AS
SELECT * FROM read_json(getvariable('source'), format = 'newline_delimited', columns = {
    source_id: 'VARCHAR', status: 'VARCHAR', created_at: 'TIMESTAMP',
    amount: 'BIGINT', initial_amount: 'BIGINT', discount_amount: 'BIGINT', metadata: 'JSON',
    items: 'STRUCT(source_id VARCHAR, related_object VARCHAR, quantity BIGINT, price BIGINT, amount BIGINT,
                   discount_amount BIGINT, product JSON, sku JSON, metadata JSON)[]',
    customer: 'STRUCT(source_id VARCHAR, name VARCHAR, email VARCHAR,
                      address STRUCT(city VARCHAR, line_1 VARCHAR, country VARCHAR), metadata JSON)'
});
