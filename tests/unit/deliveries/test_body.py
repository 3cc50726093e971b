"""The body of a message: the same at each try, or given up with the reason."""

import json
from dataclasses import replace

import pytest

from schemas.effects.choices import Channel, DeliveryStatus
from schemas.effects.delivery import Message
from tasks.deliveries.body import body_of
from tasks.deliveries.file_channel import write_lines
from tests.support.projects.outboxes import NOW

DATA = {"customer": {"name": "Ann", "metadata": {"many": [1] * 2000}}}
MESSAGE = Message(
    **{"id": "dlv_1", "rule_id": "dist_1", "event_id": "evt_1", "event_type": "order.paid", "created_at": NOW},
    **{"data": json.dumps(DATA), "attempt_count": 0, "channel": Channel.FILE, "url": None, "headers": None},
    **{"payload": json.dumps({"to": "{{customer.name}}", "all": "{{customer.metadata.many|sum}}"}), "is_raw": True},
)
GIVEN_UP = [
    (
        "{% for a in customer.metadata.many %}{% for b in customer.metadata.many %}{% endfor %}{% endfor %}",
        "1,000,000 steps",
    ),
    ("{{ customer.metadata.many|random }}", "No filter named 'random'"),
    ("{{ customer.metadata.many|map('string') }}!", "generator is no value that can be sent"),
]


def test_a_body_is_the_same_at_each_try():
    assert body_of(MESSAGE) == body_of(MESSAGE) == b'{"to": "Ann", "all": 2000}'


@pytest.mark.parametrize(("text", "reason"), GIVEN_UP, ids=[reason for _, reason in GIVEN_UP])
def test_a_message_that_cannot_be_filled_is_dead_with_the_reason_and_its_neighbour_is_sent(tmp_path, text, reason):
    attempts = write_lines(tmp_path, [replace(MESSAGE, payload=json.dumps(text)), replace(MESSAGE, id="dlv_2")])
    assert [attempt.status for attempt in attempts] == [DeliveryStatus.DEAD, DeliveryStatus.DELIVERED]
    assert reason in attempts[0].answer
