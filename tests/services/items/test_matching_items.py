"""Matching items through the protocol: shown, saved, marked by pairs, explained, recorded and verified."""

import json

import pytest

from examapp.services.core.signing_keys import trusted_keys
from examapp.verifying import verify_file
from tests.matching_items import ENTRY, RIGHT, ask_matching
from tests.services.quizzes.test_field_flow import finish
from tests.stories import Device, confirmed, open_quiz, step


@pytest.fixture
def asked(app, world, ports):
    """A quiz of two matching items; the device of its first person."""
    ask_matching(now=ports.clock.now())
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    return {"quiz": quiz, "attempt": attempt, "device": Device(app, attempt)}


def test_the_paper_shows_the_left_items_in_order_and_the_choices_as_they_were_drawn(asked):
    answer = asked["device"].read()
    slots, drawn = answer.json["slots"], json.loads(asked["attempt"].paper)["slots"]
    assert [slot["type"] for slot in slots] == ["matching", "matching"]
    assert slots[0]["lefts"] == ENTRY["lefts"]
    assert [[one["id"] for one in slot["choices"]] for slot in slots] == [one["choices"] for one in drawn]
    assert sorted(drawn[0]["choices"]) == list("abcdef")
    assert "1=e" not in answer.get_data(as_text=True)


def test_pairs_earn_their_share_or_nothing_as_the_item_says(asked):
    device = asked["device"]
    device.read()
    given = ["1=e", "2=f", "3=c", "4=b"]
    assert device.put(step(1, given, 1), step(2, given, 2)).status_code == 200
    assert device.read().json["slots"][0]["response"] == given
    assert device.submit(2).json["score_tenths"] == 375


def test_all_right_pairs_earn_everything_in_any_order(asked):
    device = asked["device"]
    device.read()
    device.put(step(1, RIGHT, 1), step(2, RIGHT[::-1], 2))
    assert device.submit(2).json["score_tenths"] == 1000


@pytest.mark.parametrize(
    ("response", "status", "code"),
    [
        (["a"], 422, "choice_unknown"),
        (["5=a"], 422, "choice_unknown"),
        (["1=e", "1=e"], 422, "choice_unknown"),
        ([*RIGHT, "1=a"], 400, "bad_json"),
    ],
)
def test_what_is_no_pair_of_the_item_is_refused_by_name(asked, response, status, code):
    device = asked["device"]
    device.read()
    answer = device.put(step(1, response, 1))
    assert (answer.status_code, answer.json["error"]) == (status, code)


def test_the_result_tells_each_pair_in_words(asked):
    device = asked["device"]
    device.read()
    device.put(step(1, ["1=e", "3=a"], 1))
    slot = device.submit(1).json["slots"][0]
    assert slot["mine_words"] == "一级动火 → 8 小时；受限空间 → 72 小时"
    assert slot["right_words"] == "一级动火 → 8 小时；二级动火 → 72 小时；受限空间 → 24 小时；高处作业 → 7 天"


def test_a_record_verifies_and_another_order_of_choices_is_found(app, world, ports, tmp_path, capsys, asked):
    asked["device"].read()
    asked["device"].put(step(1, ["1=e", "3=a"], 1))
    record = finish(app, world, ports, asked["quiz"], [2, 1])
    for name, content in (("record.json", record.content.encode()), ("record.pdf", record.document)):
        (tmp_path / name).write_bytes(content)
        assert verify_file(str(tmp_path / name), trusted_keys()) == 0
    changed = json.loads(record.content)
    next(one for one in changed["participants"] if one["paper"])["paper"][0]["choices"].reverse()
    (tmp_path / "changed.json").write_text(json.dumps(changed), encoding="utf-8")
    assert verify_file(str(tmp_path / "changed.json")) == 1
