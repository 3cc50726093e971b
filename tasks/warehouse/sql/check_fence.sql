-- No row is written if another holder was here; written, so that two who commit at the same time are in conflict.
UPDATE lane_fence SET token = token WHERE token = $token
