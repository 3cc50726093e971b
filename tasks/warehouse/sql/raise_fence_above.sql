-- Whoever holds the lane from before the restore commits nothing more.
UPDATE lane_fence SET token = greatest(token, $token) + 1
