-- Give back the memory.
DROP TABLE compared
