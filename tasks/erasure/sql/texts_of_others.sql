-- Which of these texts are said of another customer too.
SELECT text FROM (SELECT unnest(CAST($texts AS VARCHAR[])) AS text)
WHERE EXISTS (
    FROM customers WHERE id <> $customer_id
        AND (name = text OR description = text OR address_line_1 = text OR address_line_2 = text
            OR contains(metadata, text))
)
