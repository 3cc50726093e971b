-- The rules that customers entering or leaving segments may set off.
SELECT (SELECT count(*) FROM distributions WHERE segment_id IS NOT NULL AND NOT is_paused)
    + (SELECT count(*) FROM earning_rules WHERE segment_id IS NOT NULL)
    + (SELECT count(*) FROM webhooks WHERE list_has_any(event_types, ['customer.segment.entered', 'customer.segment.left']))
