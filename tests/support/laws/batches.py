"""Batches of orders as Hypothesis makes them up: few names, so that orders meet, are refused, and hang on others."""

import json

from hypothesis import strategies as st

from tests.support.laws.model import new_id
from tests.support.projects.stages import KEY


def our_id(table: str, source_id: str) -> str:
    """The id that an entity of this name has, or would have."""
    return new_id(table, str(KEY), source_id, "", 0)


def some(**fields: st.SearchStrategy) -> st.SearchStrategy:
    """Objects that have any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


SMALL = st.integers(0, 9)
PRICE = SMALL | st.sampled_from([2**62, 2**63 - 1])
FREE = st.none() | st.booleans() | st.integers() | st.text(max_size=2) | st.lists(SMALL, max_size=2)
METADATA = st.dictionaries(st.sampled_from("abc"), FREE | st.dictionaries(st.sampled_from("ab"), FREE), max_size=3)
OVERRIDE = st.sampled_from([True, True, False, None])
ORDER_NAMES, PEOPLE, NAMES = ("o1", "o2"), ("c1", "c2"), ("k1", "k2")
PERSON_ID = st.sampled_from([our_id("customers", name) for name in PEOPLE] + ["cust_nobody"])
ORDER_ID = st.sampled_from([our_id("orders", name) for name in ORDER_NAMES] + ["ord_none"])
PRODUCT_ID, SKU_ID = st.sampled_from(["prod_a", "prod_b"]), st.sampled_from(["sku_a", "sku_b"])
DATES = st.sampled_from(["1990-01-31", "2000-02-29"])
ADDRESS = some(city=st.sampled_from(["Paris", "Łódź"]), country=st.sampled_from(["FR", None]))
PERSON = some(
    id=PERSON_ID,
    source_id=st.sampled_from(PEOPLE),
    name=st.sampled_from(["Ann", "Bob", ""]),
    birthdate=DATES,
    birthday=DATES,
    address=ADDRESS,
    metadata=METADATA,
)
NAMED_PERSON = st.builds(lambda name, rest: {**rest, "source_id": name}, st.sampled_from(PEOPLE), PERSON)
NAMED_PERSON = NAMED_PERSON.map(lambda person: {key: value for key, value in person.items() if key != "id"})
DATA = {
    **{"source_id": st.sampled_from(NAMES), "price": PRICE, "metadata": METADATA, "override": OVERRIDE},
    "image_url": st.sampled_from(["https://pictures.example/1.png", ""]),
}
PRODUCT = some(
    id=PRODUCT_ID, name=st.sampled_from(["Mug", "Cup"]), attributes=st.lists(st.sampled_from(["size", "hue"])), **DATA
)
SKU = some(
    id=SKU_ID,
    product_id=PRODUCT_ID,
    sku=st.sampled_from(["S", "L"]),
    attributes=METADATA,
    currency=st.sampled_from(["EUR", None]),
    **DATA,
)
ITEM = some(
    product_id=PRODUCT_ID,
    sku_id=SKU_ID,
    source_id=st.sampled_from(NAMES),
    related_object=st.sampled_from(["product", "sku"]),
    quantity=st.integers(1, 4),
    price=PRICE,
    amount=PRICE,
    discount_amount=SMALL,
    product=PRODUCT,
    sku=SKU,
    metadata=METADATA,
)
KIND = st.sampled_from(["product", "sku"])
TO_STORE = st.fixed_dictionaries(
    {"override": st.just(True)}, optional={"price": SMALL, "metadata": METADATA, "product_id": PRODUCT_ID}
)
BY_NAME = st.builds(
    lambda kind, name, entity: {"source_id": name, "related_object": kind, kind: entity},
    KIND,
    st.sampled_from(NAMES),
    TO_STORE | st.none(),
)
BY_ID = st.builds(lambda sku_id, entity: {"sku_id": sku_id, "sku": entity}, SKU_ID, TO_STORE | st.none())
# An id of ours comes from an export, so its entity exists, or its name comes along.
OURS = {
    kind: {"id": our_id(table, "k1"), "source_id": "k1"} for kind, table in (("product", "products"), ("sku", "skus"))
}
BY_OUR_ID = st.builds(
    lambda kind, entity: {f"{kind}_id": OURS[kind]["id"], kind: entity and {**entity, **OURS[kind]}},
    KIND,
    TO_STORE | st.none(),
)
# An id that another name would get: whoever comes second is refused.
BORROWED = st.builds(
    lambda kind, entity: {kind: {**entity, "id": OURS[kind]["id"]}},
    KIND,
    st.fixed_dictionaries({"override": st.just(True)}, optional={"source_id": st.sampled_from(NAMES), "price": SMALL}),
)
CALM_ITEM = BY_NAME | BY_ID | BY_OUR_ID | BORROWED
CHANGED_AT = st.sampled_from(["2020-01-01", "2020-01-02", "2020-01-02T02:00:00+02:00", "2020-01-03"])
ORDER = some(
    id=ORDER_ID,
    source_id=st.sampled_from(ORDER_NAMES),
    status=st.sampled_from(["CREATED", "PAID", "CANCELED", None]),
    created_at=st.sampled_from(["2020-01-01", "2021-05-06T07:08:09+02:00"]),
    changed_at=CHANGED_AT,
    amount=SMALL | st.none(),
    initial_amount=SMALL,
    discount_amount=SMALL,
    items=st.lists(CALM_ITEM | ITEM, max_size=3),
    metadata=METADATA,
    customer=NAMED_PERSON | PERSON,
    customer_id=PERSON_ID,
    referrer=NAMED_PERSON | PERSON,
    referrer_id=PERSON_ID,
)
CALM_ORDER = st.fixed_dictionaries(
    {"source_id": st.sampled_from(ORDER_NAMES)},
    optional={
        **{"amount": SMALL, "items": st.lists(CALM_ITEM, max_size=2), "metadata": METADATA, "initial_amount": SMALL},
        **{"customer": NAMED_PERSON, "referrer": NAMED_PERSON, "changed_at": CHANGED_AT},
    },
)
NEWCOMER = st.fixed_dictionaries({"customer": NAMED_PERSON, "items": st.lists(CALM_ITEM), "amount": SMALL})
MEETING = st.fixed_dictionaries(
    {"amount": SMALL}, optional={"id": ORDER_ID, "customer_id": PERSON_ID, "referrer_id": PERSON_ID}
)
BATCH = st.lists((CALM_ORDER | NEWCOMER | MEETING | ORDER).map(json.dumps), min_size=1, max_size=10)
# What all its parts say by themselves, under the merchant's names, so that it is found again and no clearer by then.
PRICED = st.builds(lambda price, item: {**item, "price": price}, SMALL, BY_NAME)
SELF_CONTAINED = st.fixed_dictionaries(
    {"source_id": st.sampled_from(ORDER_NAMES)},
    optional={
        **{"amount": SMALL, "initial_amount": SMALL, "metadata": METADATA, "created_at": st.just("2020-01-01")},
        **{"items": st.lists(PRICED, max_size=3), "customer": NAMED_PERSON, "referrer": NAMED_PERSON},
    },
)
