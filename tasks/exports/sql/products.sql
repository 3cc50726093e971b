-- Products as they are exported; a list of attributes is written as JSON.
SELECT id, source_id, name, price, to_json(attributes)::VARCHAR AS attributes, image_url, metadata, created_at,
    CASE WHEN updated_at > created_at THEN updated_at END AS updated_at, id AS position
FROM products
