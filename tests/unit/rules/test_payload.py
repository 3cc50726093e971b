"""Payload templates: values in their place, with their type, and nothing reached that is not data."""

import pytest

from tasks.rules.payload import fill

DATA = {
    "customer": {"email": 'a"b@c', "name": None, "metadata": {"n": 7, "tags": ["x"]}},
    "segment": {"name": "VIP"},
    "order": {"items": [{"quantity": 2}], "amount": 5},
}
FILLED = [
    ("{{customer.email}}", 'a"b@c'),
    ("Hi {{ customer.email }} of {{segment.name}}!", 'Hi a"b@c of VIP!'),
    ("{{customer.metadata.n}}", 7),
    ("{{ customer.metadata }}", {"n": 7, "tags": ["x"]}),
    ("{{order.items}}", [{"quantity": 2}]),
    ("{{order.items[0].quantity * 3}}", 6),
    ("{{customer.name}}", None),
    ("[{{customer.name}}]", "[]"),
    ("{{customer.nothing.at.all}}", None),
    ("[{{customer.nothing.at.all}}]", "[]"),
    ("{% if order.amount > 3 %}big{% endif %}", "big"),
    ("plain", "plain"),
    ({"a": ["{{segment.name}}", 1, None]}, {"a": ["VIP", 1, None]}),
    ("{{ ''.__class__.__mro__ }}", None),
    ("[{{ customer.__class__.__init__.__globals__ }}]", "[]"),
]


@pytest.mark.parametrize(("payload", "expected"), FILLED, ids=str)
def test_texts_are_filled_from_the_events_object(payload, expected):
    assert fill(payload, DATA) == expected


@pytest.mark.parametrize("text", ["{{ customer.update({'x': 1}) }} ", "{{ ''.__class__.mro() }} ", "{{ x() }} "])
def test_templates_can_call_nothing_that_matters(text):
    with pytest.raises(Exception, match=r"not safely callable|undefined|unsafe"):
        fill(text, DATA)
