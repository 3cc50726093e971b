"""Which URLs hold credentials, and how variables take their place."""

import pytest

from schemas.errors import UsageError
from tasks.extract.source_secrets import require_no_credentials, resolved

FINE = [
    "/data/orders.csv",
    "/data/a@b?token=1.csv",
    "-",
    "s3://bucket/2024/orders.parquet",
    "https://shop.example:8443/export.csv?year=2024&page=2&key=orders&policy=none#top",
    "https://${ORDERS_SOURCE_LOGIN}@shop.example/x.csv",
    "https://shop.example/x.csv?token=${ORDERS_SOURCE_TOKEN}",
    "https://shop.example/x.csv?${ORDERS_SOURCE_QUERY}",
]
REFUSED = [
    ("https://me:secret@shop.example/x.csv", "a user or a password"),
    ("https://me@shop.example/x.csv", "a user or a password"),
    ("https://:secret@shop.example/x.csv", "a user or a password"),
    ("https://me:se#cret@shop.example/x.csv", "a user or a password"),
    ("https://${ORDERS_SOURCE_USER}:secret@shop.example/x.csv", "a user or a password"),
    ("s3://KEY:SECRET@bucket/x.csv", "a user or a password"),
    ("https://b.example/x?X-Amz-Date=1&X-Amz-Signature=abc", "the parameter X-Amz-Signature"),
    ("https://b.example/x?X-Amz-Credential=abc", "the parameter X-Amz-Credential"),
    ("https://b.example/x?x-goog-signature=abc", "the parameter x-goog-signature"),
    ("https://b.example/x?AWSAccessKeyId=abc&Expires=1", "the parameter AWSAccessKeyId"),
    ("https://b.example/x?sv=1&sig=abc", "the parameter sig"),
    ("https://b.example/x?Signature=abc", "the parameter Signature"),
    ("https://b.example/x?token=abc", "the parameter token"),
    ("https://b.example/x?access_token=abc", "the parameter access_token"),
    ("https://b.example/x?api-key=abc", "the parameter api-key"),
    ("https://b.example/x?token=abc${ORDERS_SOURCE_TOKEN}", "the parameter token"),
    ("https://[broken/x.csv", "no address that can be read"),
]


@pytest.mark.parametrize("source", FINE)
def test_what_holds_no_secret_may_be_kept(source):
    require_no_credentials(source)


@pytest.mark.parametrize(("source", "said"), REFUSED)
def test_what_holds_one_is_refused_without_repeating_it(source, said):
    with pytest.raises(UsageError, match=f"holds {said}, and it would be kept") as caught:
        require_no_credentials(source)
    assert "abc" not in str(caught.value)
    assert "ORDERS_SOURCE_" in caught.value.hint


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("https://${ORDERS_SOURCE_A}@h/x?${ORDERS_SOURCE_B1}", "https://me:you@h/x?s=1&t=2"),
        ("/data/${ORDERS_SOURCE_A}.csv", "/data/${ORDERS_SOURCE_A}.csv"),
        ("https://h/$ORDERS_SOURCE_A/{x}", "https://h/$ORDERS_SOURCE_A/{x}"),
    ],
)
def test_references_in_a_url_are_replaced(source, read):
    assert resolved(source, {"ORDERS_SOURCE_A": "me:you", "ORDERS_SOURCE_B1": "s=1&t=2"}) == read


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ORDERS_SOURCE_A", "is not set where it is read"),
        ("HOME", "is no variable for sources"),
        ("ORDERS_HOME", "is no variable for sources"),
        ("ORDERS_SOURCE_", "is no variable for sources"),
        ("", "is no variable for sources"),
    ],
)
def test_other_variables_are_refused(name, said):
    with pytest.raises(UsageError, match=said):
        resolved(f"https://h/${{{name}}}", {"HOME": "/root", "ORDERS_HOME": "/home", "ORDERS_SOURCE_": "x"})
