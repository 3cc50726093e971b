-- Segments lose the member, without an event: nobody is to hear of somebody who has been erased.
UPDATE segments SET member_count = member_count - gone, left_count = left_count + gone
FROM (SELECT segment_id, count(*) AS gone FROM segment_members WHERE customer_id = $customer_id GROUP BY segment_id) AS left_by
WHERE id = segment_id
