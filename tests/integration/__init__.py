"""Several rooms together: whole imports into a project, in this process; and with servers, workers, shells and other
processes at the same database.

Laws (`tests.support.laws.laws`) hold the oracle: a batch leaves what its orders leave one at a time. Tests that share
a server are of one group (`xdist_group`), which one test process runs; those that kill one have their own. A test
waits for another process as long as that is alive (`tests.support.worlds.eventually`), never for so many seconds: the
machine may be busy.
"""
