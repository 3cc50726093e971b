"""Commands about files: how they are read, and what is written into them."""
