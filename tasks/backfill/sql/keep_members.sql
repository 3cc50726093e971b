-- Lines of which some belong to others, as they come; rejected ones have a code, and no text to make an order of.
INSERT INTO members SELECT * FROM part
