"""Long runs that end with an error if an answer is wrong, however long it took: `make deep` runs them."""
