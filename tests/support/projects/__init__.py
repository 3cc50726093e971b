"""Small projects, files and stages for tests: made quickly, and read back."""
