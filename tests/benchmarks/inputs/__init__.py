"""What benchmarks import, the same on every machine, and what is right after it."""
