"""What one attempt may bring: as much as a person can do, several times over, and nobody else waits for more (S26)."""

import json

import pytest

from examapp.domain.step_allowances import LEAST_STEPS, STEPS_PER_MINUTE
from examapp.services.attempts import attempts, step_intakes
from tests.services.attempts.test_attempts import slot_with_choices, stored
from tests.statements import statements
from tests.stories import Device, confirmed, open_quiz, step


@pytest.fixture
def device(app, world, ports) -> Device:
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    step_intakes._INTAKES.clear()
    made = Device(app, attempt)
    made.slot, made.choices = slot_with_choices(made)
    return made


def taps(device: Device, first: int, count: int) -> list[dict]:
    """Steps of one slot as a script makes them."""
    return [step(device.slot, device.choices[:1], seq) for seq in range(first, first + count)]


def fill(device: Device) -> list[dict]:
    """As many steps as an attempt has room for; gives the last ones."""
    for first in range(1, LEAST_STEPS, 500):
        batch = taps(device, first, 500)
        assert device.put(*batch).status_code == 200
    return batch


def test_two_hundred_thousand_steps_are_refused_at_the_two_thousandth_S26(device):
    last = fill(device)
    more = [{**one, "seq": 7} for one in taps(device, 1, 500)]
    refused = device.put(*more)
    assert (refused.status_code, refused.json["error"]) == (409, "steps_too_many")
    assert refused.json["data"]["refused"] == [one["id"] for one in more]
    assert "已存服务器" in refused.json["message"]
    assert stored(device.id) == LEAST_STEPS
    assert device.put(*last).json["acked"] == [one["id"] for one in last]


def test_a_seq_that_no_person_comes_to_is_refused_and_nothing_of_the_body_is_kept_S26(device):
    refused = device.put(*taps(device, 1, 1), *taps(device, LEAST_STEPS + 1, 1))
    assert (refused.status_code, refused.json["error"], stored(device.id)) == (409, "steps_too_many", 0)


def test_a_full_attempt_can_be_handed_in_and_every_kept_answer_is_there(device):
    fill(device)
    assert device.submit(10**9).status_code == 200
    assert len(attempts.stored_steps(device.id)) == LEAST_STEPS


def test_a_phone_that_sends_its_whole_outbox_at_every_flap_is_always_acknowledged(device):
    outbox = taps(device, 1, 300)
    for _ in range(60):
        assert len(device.put(*outbox).json["acked"]) == 300
    assert stored(device.id) == 300


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_more_than_twenty_thousand_in_a_minute_wait_for_the_next_and_none_is_lost(device, ports):
    outbox = taps(device, 1, 500)
    for _ in range(STEPS_PER_MINUTE // 500):
        assert device.put(*outbox).status_code == 200
    late = device.put(*outbox)
    assert (late.status_code, late.json["error"]) == (429, "steps_too_fast")
    assert 0 < int(late.headers["Retry-After"]) <= 60
    ports.clock.moment = ports.clock.moment.replace(minute=ports.clock.moment.minute + 1)
    assert device.put(*outbox).status_code == 200


@pytest.mark.parametrize("last_seq", [501, 1_000_000, 10**15])
def test_a_hand_in_that_lacks_steps_is_refused_before_anything_is_locked_S26(device, last_seq):
    device.put(*taps(device, 1, 3))
    with statements() as seen:
        refused = device.submit(last_seq)
    assert (refused.status_code, refused.json["error"]) == (409, "steps_missing")
    assert refused.json["data"]["missing"][:2] == [4, 5]
    assert len(refused.json["data"]["missing"]) <= 500
    assert not [one for one in seen if "FOR UPDATE" in one or "IMMEDIATE" in one]
    assert not [one for one in seen if json.dumps(last_seq) in one]


def test_the_same_id_with_another_answer_is_refused_and_the_first_stays(device):
    first = step(device.slot, device.choices[:1], 1)
    assert device.put(first).status_code == 200
    changed, other = {**first, "response": device.choices[1:2]}, step(device.slot, device.choices[:1], 2)
    refused = device.put(changed, other)
    assert (refused.status_code, refused.json["error"]) == (409, "step_changed")
    assert refused.json["data"]["refused"] == [first["id"]]
    assert [held.response for held in attempts.stored_steps(device.id) if held.seq == 1] == [
        tuple(device.choices[:1])
    ]
    assert device.put(other).json["acked"] == [other["id"]]


def test_one_body_with_an_id_twice_keeps_the_first_answer_and_says_so(device):
    first = step(device.slot, device.choices[:1], 1)
    assert device.put(first, first).json["acked"] == [first["id"]] * 2
    both = step(device.slot, device.choices[:1], 2)
    assert device.put(both, {**both, "response": device.choices[1:2]}).json["error"] == "step_changed"


def test_after_the_hand_in_a_held_step_with_another_answer_is_not_acknowledged(device):
    first = step(device.slot, device.choices[:1], 1)
    device.put(first)
    device.submit(1)
    assert device.put(first).status_code == 200
    assert device.put({**first, "response": []}).json["error"] == "step_changed"
