-- The currencies that orders name, the most frequent first, of equally many the first in the source.
SELECT code FROM (
    SELECT first_row, code FROM numbered UNION ALL SELECT line_row, code FROM lines WHERE number IS NULL
) WHERE code IS NOT NULL GROUP BY code ORDER BY count(*) DESC, min(first_row)
