"""One room of the code a folder, each by itself: plain functions and frames in this process, which starts no other one.

`conftest.py` makes a test fail that does start one. What imports whole batches into a project, or asks the API, is
several rooms together and belongs in `tests/integration`: all of this folder ends within a minute.
"""
