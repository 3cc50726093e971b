"""The floor of a batch into a grown project that also keeps what it replaces, as we do for undo and lineage."""

from tests.benchmarks.contenders import floor_growth

if __name__ == "__main__":
    floor_growth.main(keeps=True)
