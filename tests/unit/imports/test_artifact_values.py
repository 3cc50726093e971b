"""What Prefect is told of a rejected order has nothing of what the order says."""

import pytest

from flows.imports.artifacts import without_values


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("-1 is below 0", "-1 is below 0"),
        ("'jane@x' is not the source_id of customer cust_12ab", "'…' is not the source_id of customer '…'"),
        ("'O'Neill' is not a date like 1990-01-31", "'…' is not a date like 1990-01-31"),
    ],
)
def test_values_in_reasons_are_left_out(reason, left):
    assert without_values(reason) == left
