"""Tests of `orders up` that need no process."""
