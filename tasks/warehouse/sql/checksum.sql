-- Rows as texts, since storages declare whole numbers of 128 bits differently.
SELECT count(*), coalesce(sum(hash((row({columns}))::VARCHAR)::HUGEINT), 0) FROM {table}
