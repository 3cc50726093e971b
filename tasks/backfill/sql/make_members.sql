-- Lines of which some belong to others: how they name themselves, and whose children they are.
CREATE TABLE members (line_row UINTEGER, own VARCHAR, parent VARCHAR, text BLOB, code VARCHAR, path VARCHAR, reason VARCHAR)
