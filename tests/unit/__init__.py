"""One room of the code a folder: plain functions, frames and databases in this process, which starts no other one.

`conftest.py` makes a test fail that does start one; it belongs in `tests/integration`. All of it ends within a minute.
Laws (`tests.support.laws.laws`) hold the oracle: a batch leaves what its orders leave one at a time.
"""
