-- What was pruned: how far back undo and trace can look is limited by it.
CREATE TABLE prunings (
    what VARCHAR NOT NULL, pruned_until TIMESTAMP NOT NULL, pruned_at TIMESTAMP NOT NULL, row_count BIGINT NOT NULL
);
