"""What is killed (kill -9), by plan or at random, and what has to be true afterwards.

Chaos, deliveries and little memory have a short version in every run; the long ones, and what is long in itself, are
marked `deep` (`make deep`). `tests.benchmarks` has the same for as long as one likes.
"""
