"""Each error says what is wrong twice: to anybody, and to the operator."""

import pickle

import pytest

from schemas.errors import ImportAbortedError, OrdersError, RetryableError, UsageError

KINDS = [OrdersError, RetryableError, ImportAbortedError, UsageError]
LINES = [
    (("It is wrong.",), {}, "It is wrong.", "It is wrong."),
    (("It is wrong.", "Mend it."), {}, "It is wrong. Mend it.", "It is wrong. Mend it."),
    (("It is wrong.", "Mend it."), {"detail": "/x is."}, "It is wrong. Mend it.", "/x is. Mend it."),
    (("It is wrong.", "Mend it."), {"operator_hint": "Run x."}, "It is wrong. Mend it.", "It is wrong. Run x."),
    (("It is wrong.",), {"detail": "/x is.", "operator_hint": "Run x."}, "It is wrong.", "/x is. Run x."),
]


@pytest.mark.parametrize(("given", "private", "public", "operators"), LINES)
def test_an_error_has_a_line_for_each_reader(given, private, public, operators):
    error = UsageError(*given, **private)
    assert (error.public, str(error)) == (public, operators)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("given", "private", "public", "operators"), LINES)
def test_errors_survive_pickling(kind, given, private, public, operators):
    copy = pickle.loads(pickle.dumps(kind(*given, **private)))
    assert (type(copy), copy.public, str(copy)) == (kind, public, operators)
