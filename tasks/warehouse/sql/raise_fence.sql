-- Whoever is granted the lane is later than all before: a counter, so that no clock can say otherwise.
UPDATE lane_fence SET token = token + 1
