"""Deliveries reach a real receiver: signed, tried again when that may help, given up when it does not."""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from schemas.effects.delivery import DeliveryRun
from tasks.deliveries.deliver import deliver
from tasks.deliveries.file_channel import outbox_folder
from tasks.deliveries.outbox import retry_deliveries, take_portion
from tasks.rules.create import create_distribution
from tasks.rules.rules import set_paused
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tests.support.projects.outboxes import NOW, QUICK, deliveries, pend, project, secret_of
from tests.support.projects.stages import KEY
from tests.support.worlds.outside.receiver import CLOSED, FINE, Answer, receiving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


async def test_a_delivery_carries_envelope_key_and_signature(home):
    with receiving(secret_of(home)) as receiver:
        project(home, receiver.url, 1, headers={"X-Shop": "1"}, payload={"to": "{{customer.id}}"})
        assert await deliver(home, KEY, QUICK) == DeliveryRun(delivered=1, portions=1)
    ((key, status),) = deliveries(home, "id, status")
    sent = {"id": "evt_0", "type": "order.created", "created_at": "2024-06-14T12:00:00.000Z", "delivery_id": key}
    assert receiver.content(key) == {**sent, "data": {"to": "c0"}}
    assert (receiver.forged, receiver.headers["X-Shop"], receiver.headers["X-Orders-Event"]) == (0, "1", sent["type"])
    assert status == "delivered"


async def test_a_raw_payload_is_sent_alone(home):
    with receiving(secret_of(home)) as receiver:
        project(home, receiver.url, 1, payload=["{{customer.id}}", 7], is_raw=True)
        await deliver(home, KEY, QUICK)
    assert receiver.content(deliveries(home, "id")[0][0]) == ["c0", 7]


AGAIN = [(500, {}), (503, {}), (429, {}), (429, {"Retry-After": "0"}), (429, {"Retry-After": "soon"}), CLOSED]


@pytest.mark.parametrize("first", AGAIN, ids=str)
async def test_what_may_work_later_is_tried_again_with_the_same_key_and_body(home, first):
    with receiving(secret_of(home), lambda key, attempt: first if attempt == 1 else FINE) as receiver:
        project(home, receiver.url, 3)
        run = await deliver(home, KEY, QUICK)
    assert (run.delivered, run.retried, run.dead) == (3, 3, 0)
    assert [len(bodies) for bodies in receiver.bodies.values()] == [1, 1, 1]
    assert deliveries(home, "DISTINCT status, attempt_count") == [("delivered", 2)]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422, 301])
async def test_what_will_not_work_later_is_given_up_with_the_answer_kept(home, status):
    with receiving(secret_of(home), lambda key, attempt: (status, {})) as receiver:
        project(home, receiver.url, 1)
        assert await deliver(home, KEY, QUICK) == DeliveryRun(dead=1, portions=1)
    recorded = deliveries(home, "status, attempt_count, last_status, last_answer, next_attempt_at, lease_id")
    assert recorded[0][:4] == ("dead", 1, status, "ok")


async def test_after_the_last_try_the_last_answer_is_kept(home):
    with receiving(secret_of(home), lambda key, attempt: (500, {})) as receiver:
        project(home, receiver.url, 1)
        run = await deliver(home, KEY, replace(QUICK, most_attempts=3))
    assert (run.retried, run.dead) == (2, 1)
    assert deliveries(home, "status, attempt_count, last_status") == [("dead", 3, 500)]


async def test_a_dead_delivery_can_be_tried_again(home):
    with receiving(secret_of(home), lambda key, attempt: (404, {}) if attempt == 1 else FINE) as receiver:
        project(home, receiver.url, 1)
        await deliver(home, KEY, QUICK)
        with open_warehouse(home, KEY) as con:
            assert len(retry_deliveries(con, None, NOW)) == 1
        assert (await deliver(home, KEY, QUICK)).delivered == 1


async def test_retry_after_is_kept_as_the_time_of_the_next_attempt(home):
    with receiving(secret_of(home), lambda key, attempt: (429, {"Retry-After": "3600"})) as receiver:
        project(home, receiver.url, 1)
        assert (await deliver(home, KEY, QUICK)).retried == 1
    ((hours,),) = deliveries(home, "date_diff('minute', now()::TIMESTAMP, next_attempt_at)")
    assert 58 <= hours <= 60


async def test_a_receiver_that_hangs_is_left_and_tried_again(home):
    with receiving(secret_of(home), _hang_at_first) as receiver:
        project(home, receiver.url, 1)
        run = await deliver(home, KEY, replace(QUICK, timeout=2.0))
    assert (run.retried, run.delivered) == (1, 1)
    assert receiver.attempts.total() == 2


def _hang_at_first(key: str, attempt: int) -> Answer:
    time.sleep(5 if attempt == 1 else 0)
    return FINE


async def test_a_network_that_is_not_there_costs_tries_and_loses_nothing(home):
    project(home, "http://127.0.0.1:9/", 2)
    run = await deliver(home, KEY, replace(QUICK, most_attempts=2))
    assert (run.retried, run.dead) == (2, 2)
    assert all("ConnectError" in answer for (answer,) in deliveries(home, "last_answer"))


async def test_a_payload_that_cannot_be_filled_is_given_up_and_says_why(home):
    project(home, "http://127.0.0.1:9/", 1, payload={"n": "{{ 1 / customer.none|length }}"})
    assert (await deliver(home, KEY, QUICK)).dead == 1
    ((answer,),) = deliveries(home, "last_answer")
    assert answer.startswith("the payload cannot be filled: ")


async def test_the_file_channel_appends_whole_lines_even_after_a_torn_one(home):
    rule_id = project(home, None, 2, channel="file", payload="{{customer.id}}", is_raw=True)
    file = outbox_folder(home, KEY) / f"{rule_id}.ndjson"
    file.parent.mkdir()
    file.write_text('"c')
    assert (await deliver(home, KEY, QUICK)).delivered == 2
    torn, *lines = file.read_text().splitlines()
    assert torn == '"c'
    assert sorted(json.loads(line) for line in lines) == ["c0", "c1"]


def test_a_portion_is_shared_fairly_between_rules(home):
    long = project(home, "http://127.0.0.1:9/", 1000)
    with open_warehouse(home, KEY) as con:
        short = create_distribution(con, NOW, name="short", trigger="order.paid", channel="file")
        pend(con, short.id, 10)
        _, messages = take_portion(con, replace(QUICK, portion=40), NOW)
        taken = [message.rule_id for message in messages]
    assert (taken.count(long), taken.count(short.id)) == (30, 10)


def test_portion_after_portion_is_shared_until_each_rule_has_ended(home):
    long = project(home, "http://127.0.0.1:9/", 20)
    with open_warehouse(home, KEY) as con:
        rules = {long: "long"}
        for name, count in (("middle", 4), ("short", 2)):
            made = create_distribution(con, NOW, name=name, trigger="order.paid", channel="file")
            rules[made.id] = name
            pend(con, made.id, count)
        portions = [take_portion(con, replace(QUICK, portion=6, lease=60.0), NOW)[1] for _ in range(3)]
    shares = [Counter(rules[message.rule_id] for message in messages) for messages in portions]
    assert shares == [{"long": 2, "middle": 2, "short": 2}, {"long": 4, "middle": 2}, {"long": 6}]


def test_a_portion_is_not_taken_twice_before_its_lease_is_over(home):
    project(home, "http://127.0.0.1:9/", 30)
    options = replace(QUICK, portion=20, lease=60.0)
    with open_warehouse(home, KEY) as con:
        sizes = [len(take_portion(con, options, NOW)[1]) for _ in range(3)]
        later = NOW.replace(minute=2)
        assert (sizes, len(take_portion(con, options, later)[1])) == ([20, 10, 0], 20)


async def test_a_paused_distribution_waits(home):
    with receiving(secret_of(home)) as receiver:
        rule_id = project(home, receiver.url, 2)
        for is_paused, expected in ((True, 0), (False, 2)):
            with open_warehouse(home, KEY) as con:
                set_paused(con, rule_id, is_paused=is_paused)
            assert (await deliver(home, KEY, QUICK)).delivered == expected


async def test_the_database_is_free_while_messages_are_on_their_way(home):
    seen = []

    def look(key: str, attempt: int) -> Answer:
        query = "import duckdb, sys; print(duckdb.connect(sys.argv[1]).sql('SELECT status FROM deliveries').fetchall())"
        seen.append(
            subprocess.run(
                [sys.executable, "-c", query, database_path(home, KEY)], capture_output=True, text=True
            ).stdout
        )
        return FINE

    with receiving(secret_of(home), look) as receiver:
        project(home, receiver.url, 1)
        await deliver(home, KEY, QUICK)
    assert seen == ["[('pending',)]\n"]


def pend_text(home: Path, rule_id: str, data: str) -> None:
    """One more pending delivery, whose object is this text."""
    with open_warehouse(home, KEY) as con:
        pend(con, rule_id, 1)
        con.execute("UPDATE deliveries SET data = ? WHERE rule_id = ?", [data, rule_id])


ODD = [f'{{"n": {"9" * 5000}}}', "[" * 2000 + "]" * 2000]


@pytest.mark.parametrize("data", ODD, ids=["digits", "depth"])
async def test_a_message_that_no_template_can_be_filled_from_stands_in_nobodys_way(home, data):
    with receiving(secret_of(home)) as receiver:
        odd = project(home, receiver.url, 0, name="odd", payload={"n": "{{n}}"})
        pend_text(home, odd, data)
        project(home, receiver.url, 2, name="mail")
        run = await deliver(home, KEY, QUICK)
    assert (run.delivered, run.dead, run.retried) == (2, 1, 0)
    [answer] = [answer for status, answer in deliveries(home, "status, last_answer") if status == "dead"]
    assert answer.startswith("the payload cannot be filled")


@pytest.mark.parametrize("number", ["9" * 5000, "0.1000000000000000055511151231257827", "1e-400"])
async def test_a_number_goes_out_digit_for_digit(home, number):
    with receiving(secret_of(home)) as receiver:
        rule = project(home, receiver.url, 0)
        pend_text(home, rule, f'{{"n": {number}}}')
        assert (await deliver(home, KEY, QUICK)).delivered == 1
    [bodies] = receiver.bodies.values()
    assert f'"n": {number}'.replace(" ", "") in bodies.pop().decode().replace(" ", "")


@pytest.mark.parametrize("header", ["Wed, 32 Foo 99999 99:99:99 GMT", "Mon, 01 Jan 0001 00:00:00 +2359"])
async def test_an_odd_date_of_retry_after_is_no_date(home, header):
    def behave(_key: str, attempt: int) -> Answer:
        return (503, {"Retry-After": header}) if attempt == 1 else FINE

    with receiving(secret_of(home), behave) as receiver:
        project(home, receiver.url, 2)
        run = await deliver(home, KEY, QUICK)
    assert (run.delivered, run.retried) == (2, 2)


async def test_an_answer_that_cannot_be_decoded_is_an_answer(home):
    with receiving(secret_of(home), lambda _key, _attempt: (200, {"Content-Encoding": "gzip"})) as receiver:
        project(home, receiver.url, 1)
        run = await deliver(home, KEY, QUICK)
    assert (run.delivered, run.retried, receiver.attempts.total()) == (1, 0, 1)


async def test_standard_webhooks_verifies_what_is_sent(home):
    with receiving(secret_of(home)) as receiver:
        project(home, receiver.url, 1)
        await deliver(home, KEY, QUICK)
    [(body,)] = receiver.bodies.values()
    assert Webhook(secret_of(home)).verify(body, receiver.headers)["type"] == "order.created"
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(secret_of(home)).verify(body + b" ", receiver.headers)
