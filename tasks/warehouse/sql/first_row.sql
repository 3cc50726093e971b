-- One row that says nothing.
INSERT INTO {table} BY NAME SELECT {values}
