CREATE TABLE lane_fence (token BIGINT NOT NULL);
INSERT INTO lane_fence VALUES (0);
