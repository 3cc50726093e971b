-- Whoever commits leaves its token; no row comes back if a later holder was here before.
UPDATE lane_fence SET token = $token WHERE token <= $token RETURNING token
