"""A quiz on paper through the services: printed, handed out, photographed, read, signed, recorded, verified."""

import json

import pytest

from examapp.domain.errors import DomainError
from examapp.services.attempts.attempts import latest_result
from examapp.services.attempts.paper_answers import describe_on_paper
from examapp.services.cards import readings, sittings, uploads
from examapp.services.quizzes import records, seats, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from examapp.verifying import verify_file
from tests.services.cards.papers import hand_out_and_collect, items_of, open_on_paper, photos_of, send, settle
from tests.stories import sign_as_all


@pytest.fixture
def quiz(world, ports):
    return open_on_paper(world, ports)


@pytest.fixture
def actor(world):
    return world["actors"]["inspector"]


def test_a_quiz_on_paper_becomes_a_record_that_verifies_and_says_paper(
    app, world, ports, quiz, actor, tmp_path
):
    cards = hand_out_and_collect(world, ports, quiz)
    for place, card in enumerate(cards):
        send(world, ports, quiz, photos_of(card, 10 if place else 4))
    assert all(standing.is_whole for standing in readings.list_standings(quiz.id))
    for card in cards:
        settle(world, ports, card)
    results = [latest_result(attempt_of(card.participant_id).id) for card in cards]
    assert [result.passed for result in results] == [False, *[True] * (len(cards) - 1)]
    assert all(result.score_tenths == result.full_tenths for result in results[1:])
    spot_quizzes.close_quiz(
        quiz.id, absent_reason="外出", actor=actor, now=ports.clock.now(), grace_seconds=5
    )
    sign_as_all(world, ports, quiz)
    record = records.finish_record(
        quiz.id, base_url="https://example.invalid", actor=actor, now=ports.clock.now(), ports=ports
    )
    people = json.loads(record.content)["participants"]
    assert {person["on_paper"]["card"] for person in people} == {card.code for card in cards}
    assert {person["on_paper"]["seconds_over"] for person in people} == {0}
    (tmp_path / "record.pdf").write_bytes(record.document)
    # Nobody gave the public keys to look the signature up with: consistent, and no more.
    assert verify_file(str(tmp_path / "record.pdf")) == 3


def test_no_paper_holds_an_item_that_cannot_be_answered_on_a_card(app, world, ports, quiz):
    for person in spot_quizzes.list_participants(quiz.id):
        kinds = {item.kind for item in items_of(person.id)}
        assert "hotspot" not in kinds
        assert "blank" not in kinds


def test_a_phone_is_told_that_this_quiz_is_on_paper(app, quiz):
    with pytest.raises(DomainError, match="quiz_on_paper"):
        seats.find_open_quiz(quiz.code)


def test_the_quiz_does_not_end_while_a_card_is_unsettled(app, world, ports, quiz, actor):
    cards = hand_out_and_collect(world, ports, quiz)
    with pytest.raises(DomainError, match="cards_unsettled"):
        spot_quizzes.close_quiz(
            quiz.id, absent_reason="外出", actor=actor, now=ports.clock.now(), grace_seconds=5
        )
    for card in cards:
        sittings.give_up_card(card.participant_id, "没有交卷就走了", actor=actor, now=ports.clock.now())
    closed = spot_quizzes.close_quiz(
        quiz.id, absent_reason="", actor=actor, now=ports.clock.now(), grace_seconds=5
    )
    assert closed.state == "closed"
    people = spot_quizzes.list_participants(quiz.id)
    assert {(person.state, person.reason) for person in people} == {("absent", "没有交卷就走了")}


def test_the_same_photo_twice_is_one_and_another_of_the_same_page_has_to_be_chosen(
    app, world, ports, quiz, actor
):
    card = hand_out_and_collect(world, ports, quiz)[0]
    first, again = photos_of(card, 10), photos_of(card, 5)
    send(world, ports, quiz, first + first)
    assert len(uploads.list_uploads(quiz.id)) == len(first)
    assert readings.standing_of(card).is_whole
    send(world, ports, quiz, again)
    standing = readings.standing_of(card)
    assert standing.doubled == sorted({page.page for page in standing.pages})
    with pytest.raises(DomainError, match="card_unread"):
        settle(world, ports, card)
    for page in standing.pages[: len(first)]:
        readings.choose_picture(page.id, actor=actor, now=ports.clock.now())
    assert readings.standing_of(card).is_whole
    settle(world, ports, card)
    result = latest_result(attempt_of(card.participant_id).id)
    assert result.score_tenths == result.full_tenths


def test_a_card_of_another_quiz_is_given_to_nobody(app, world, ports, quiz):
    hand_out_and_collect(world, ports, quiz)
    other = open_on_paper(world, ports, {"lead": 1})
    stranger = hand_out_and_collect(world, ports, other)[0]
    (upload,) = send(world, ports, quiz, photos_of(stranger, 3)[:1])
    assert upload.report == [{"refused": "other_quiz"}]
    assert upload.file_sealed is None


def test_what_a_person_rules_counts_and_the_machines_reading_stays(app, world, ports, quiz, actor):
    card = hand_out_and_collect(world, ports, quiz)[0]
    items = items_of(card.participant_id)
    slot = next(place for place, item in enumerate(items) if item.kind == "single")
    both = {(slot, ""): tuple(items[slot].choices[:2])}
    send(world, ports, quiz, photos_of(card, 0, but=both))
    (doubt,) = readings.standing_of(card).doubts
    assert (doubt.row.slot, doubt.reading.doubt) == (slot, "several")
    before = doubt.page.inks
    chosen = items[slot].choices[1]
    facts = {"actor": actor, "now": ports.clock.now()}
    with pytest.raises(DomainError, match="ruling_impossible"):
        readings.rule_row(doubt.page.id, slot, "", items[slot].choices[:2], **facts)
    readings.rule_row(doubt.page.id, slot, "", [chosen], **facts)
    standing = readings.standing_of(card)
    assert standing.responses == {slot + 1: (chosen,)}
    assert standing.doubts == []
    assert standing.pages[0].inks == before


def test_a_card_is_settled_once_by_signature_or_with_a_reason(app, world, ports, quiz, actor):
    first, second = hand_out_and_collect(world, ports, quiz)[:2]
    send(world, ports, quiz, photos_of(first, 10) + photos_of(second, 10))
    with pytest.raises(DomainError, match="gone_reason_missing"):
        settle(world, ports, first, strokes=None)
    settle(world, ports, first, strokes=None, reason="已离开现场")
    settle(world, ports, first)
    assert (first.settled_how, first.reason, first.strokes_sealed) == ("absent", "已离开现场", None)
    settle(world, ports, second)
    assert second.settled_how == "signed"
    row = readings.standing_of(second).rows[0]
    with pytest.raises(DomainError, match="card_settled"):
        readings.rule_row(row.page.id, row.row.slot, row.row.part, [], actor=actor, now=ports.clock.now())


def test_papers_that_come_back_late_count_and_say_how_late(app, world, ports, quiz):
    card = hand_out_and_collect(world, ports, quiz, minutes=90)[0]
    send(world, ports, quiz, photos_of(card, 10))
    settle(world, ports, card)
    attempt = attempt_of(card.participant_id)
    allowed = attempt.allowed_seconds
    assert attempt.submitted_ms - attempt.started_ms == 90 * 60_000
    assert latest_result(attempt.id).passed
    assert describe_on_paper(attempt.id)["on_paper"]["seconds_over"] == 90 * 60 - allowed


def test_somebody_on_no_list_gets_a_paper_by_hand_once(app, world, ports, quiz, actor):
    facts = ("John Smith", "8L2K", "key_post", None, "passport")
    person = sittings.add_by_hand(quiz.id, *facts, actor=actor, now=ports.clock.now(), ports=ports)
    same = sittings.add_by_hand(quiz.id, *facts, actor=actor, now=ports.clock.now(), ports=ports)
    assert same.id == person.id
    assert person.origin == "walk_in"
    assert "hotspot" not in {item.kind for item in items_of(person.id)}
