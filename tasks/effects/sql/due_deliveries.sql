-- What each distribution and webhook has to say about what happened; the id is that of (rule, customer, entry).
CREATE OR REPLACE TEMP TABLE due AS
SELECT 'dlv_' || left(sha256(concat_ws(chr(31), rule_id, customer_id, event_id)), 32) AS id, said.*
FROM (
    SELECT 'distribution' AS rule_kind, d.id AS rule_id, h.*
    FROM happened AS h JOIN distributions AS d
        ON d.trigger = h.event_type AND d.segment_id IS NOT DISTINCT FROM h.segment_id
    WHERE NOT d.is_paused
    UNION ALL
    SELECT 'webhook', w.id, h.* FROM happened AS h JOIN webhooks AS w ON list_contains(w.event_types, h.event_type)
) AS said
SEMI JOIN allowed ON allowed.consequence = rule_kind AND allowed.event_type = said.event_type
