"""What is killed (kill -9), by plan or at random, and what has to be true afterwards.

Each proof has a short version in every run and a long one marked `deep` (`make deep`), but for what waits a minute for
Prefect to find out (`test_stock_recovery`), which is among the long ones alone. `tests.benchmarks` has the same for as
long as one likes.
"""
