-- No row comes back if another holder was here; written, so that two who commit at the same time are in conflict.
UPDATE lane_fence SET token = token WHERE token = $token RETURNING token
