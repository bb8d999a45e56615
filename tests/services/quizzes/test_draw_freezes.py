"""Choosing the enterprise freezes the draw: nothing of it can move afterwards, and every try is printed."""

import json
import secrets
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.errors import DomainError
from examapp.domain.records import rebuild_record
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.draws import DrawFreeze, EnterpriseNumber
from examapp.models.inspections import SpotQuiz
from examapp.services.core.transactions import transaction
from examapp.services.people.registers import add_employment
from examapp.services.quizzes import draw_numbers, seat_control, seats, spot_quizzes
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from examapp.web.quizzes.records.views import masked
from tests.domain.test_draw_reference import BEFORE, REFERENCE
from tests.services.quizzes.test_field_flow import answer, finish
from tests.stories import confirmed, draw_as_shown, nod, open_quiz_of_v1
from tests.world import id_number


def prepare(world: dict, ports) -> int:
    actor, now = world["actors"]["inspector"], ports.clock.now()
    return spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )


def draw(world: dict, ports, quiz_id: int, quotas: dict | None = None, **more) -> SpotQuiz:
    """Draw as was suggested, unless otherwise said."""
    given = {"nonce": "7", "excluded": {}, **more}
    return draw_as_shown(
        quiz_id,
        quotas=quotas or frozen_of(latest_freeze(quiz_id))["quotas"],
        second_inspector_id=world["colleague_id"],
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
        **given,
    )


def employ(world: dict, ports, name: str, serial: int, role: str, started_on: date = date(2024, 1, 1)):
    facts = {"role": role, "posts": [], "job_title": "", "kind": "own", "started_on": started_on}
    return add_employment(
        world["own"].id,
        name,
        id_number(serial),
        None,
        {**facts, "ended_on": None},
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )


def own_employments(world: dict, role: str) -> list[Employment]:
    query = select(Employment).where(Employment.enterprise_id == world["own"].id, Employment.role == role)
    return list(db.session.scalars(query.order_by(Employment.id)))


def freezes(quiz_id: int) -> list[DrawFreeze]:
    query = select(DrawFreeze).where(DrawFreeze.spot_quiz_id == quiz_id).order_by(DrawFreeze.number)
    return list(db.session.scalars(query))


def test_what_was_frozen_is_drawn_from_and_stands_on_a_record_that_verifies(app, world, ports):
    quiz_id = prepare(world, ports)
    quiz = spot_quizzes.locked_quiz(quiz_id)
    before, code = quiz.commitment, quiz.code
    assert (quiz.seed, quiz.seed_people_sealed != quiz.seed_papers_sealed) == (b"", True)
    db.session.rollback()
    quiz = draw(world, ports, quiz_id)
    assert quiz.commitment == before
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    shown = record["draw"]
    assert (shown["commitment"], shown["frozen"]["quiz"], shown["nonce"]) == (before, code, "7")
    assert shown["number"]["how"] == "tablet"
    assert shown["frozen"]["history"]["freezes"] == []
    assert rebuild_record(record) == REFERENCE.differences(record) == []
    for column in ("seed_people_sealed", "seed_papers_sealed"):
        assert shown[column.removesuffix("_sealed")].encode() not in getattr(quiz, column)


def test_other_numbers_or_exclusions_are_another_freeze_and_every_freeze_is_kept_and_printed(
    app, world, ports
):
    quiz_id = prepare(world, ports)
    left_out = own_employments(world, "key_post")[0].id
    quiz = draw(world, ports, quiz_id, {"lead": 1, "key_post": 1}, excluded={left_out: "病假"})
    first, second = freezes(quiz_id)
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    frozen = record["draw"]["frozen"]
    assert (frozen["freeze"], frozen["quotas"]["manager"]) == (2, 0)
    assert [row["commitment"] for row in frozen["history"]["freezes"]] == [first.commitment]
    assert second.commitment == record["draw"]["commitment"] != first.commitment
    assert frozen["seed_people"] == frozen_of(first)["seed_people"]
    assert [row["reason"] for row in record["draw"]["excluded"]] == ["病假"]
    assert rebuild_record(record) == []


def test_a_roster_that_is_edited_after_the_freeze_changes_nothing(world, ports):
    quiz_id = prepare(world, ports)
    before = latest_freeze(quiz_id).content
    lead = own_employments(world, "lead")[0]
    name = lead.candidate.name
    with transaction():
        lead.role, lead.candidate.name = "other", "改名"
    employ(world, ports, "后来人", 88, "lead")
    quiz = draw(world, ports, quiz_id)
    drawn = spot_quizzes.list_participants(quiz_id)
    assert latest_freeze(quiz_id).content == before
    assert [(one.name, one.role) for one in drawn if one.role == "lead"] == [(name, "lead")]
    assert "后来人" not in {one.name for one in drawn}
    assert quiz.state == "open"


def test_a_roster_put_right_before_the_draw_is_frozen_again_once(world, ports):
    quiz_id = prepare(world, ports)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    spot_quizzes.freeze_again(quiz_id, actor=actor, now=now, ports=ports)
    assert len(freezes(quiz_id)) == 1
    employ(world, ports, "后来人", 88, "lead")
    for _ in range(2):
        spot_quizzes.freeze_again(quiz_id, actor=actor, now=now, ports=ports)
    first, second = (frozen_of(freeze) for freeze in freezes(quiz_id))
    assert len(second["roster"]) == len(first["roster"]) + 1
    assert [row["changes"] for row in second["history"]["roster"]] == [1]


def test_a_lead_who_is_the_safety_manager_too_can_be_drawn_as_lead(app, world, ports):
    lead = own_employments(world, "lead")[0].candidate
    with transaction():
        for other in own_employments(world, "manager"):
            other.ended_on = date(2025, 1, 1)
        since = date(2024, 1, 1)
        stay = {"enterprise_id": world["own"].id, "role": "manager", "kind": "own", "started_on": since}
        db.session.add(Employment(candidate_id=lead.id, **stay))
    quiz_id = prepare(world, ports)
    frozen = frozen_of(latest_freeze(quiz_id))
    assert (frozen["quotas"]["lead"], frozen["quotas"]["manager"]) == (1, 1)
    quiz = draw(world, ports, quiz_id, {"lead": 1, "manager": 1})
    assert json.loads(quiz.drawn) == {"lead": [frozen["roster"][0]["id"]], "manager": []}
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    assert [one["role"] for one in record["participants"]] == ["lead"]
    assert rebuild_record(record) == []


def test_the_number_comes_from_the_phone_counts_once_and_cannot_move_after_the_draw(world, ports):
    quiz_id, now = prepare(world, ports), ports.clock.now()
    token = db.session.get(SpotQuiz, quiz_id).number_token
    with pytest.raises(DomainError) as refused:
        draw(world, ports, quiz_id, nonce="")
    assert refused.value.code == "number_missing"
    for text in ("６6", "66", "77", "77"):
        draw_numbers.name_number(token, text, phone="p1", now=now)
    assert [row.value for row in db.session.scalars(select(EnterpriseNumber))] == ["66", "77"]
    quiz = draw(world, ports, quiz_id, nonce="")
    assert quiz.nonce == "77"
    assert draw_numbers.name_number(token, "77", phone="p1", now=now).value == "77"
    with pytest.raises(DomainError) as refused:
        draw_numbers.name_number(token, "88", phone="p1", now=now)
    assert refused.value.code == "number_too_late"


def test_a_number_is_given_up_by_somebody_for_a_reason_and_the_record_says_so(app, world, ports):
    quiz_id = prepare(world, ports)
    with pytest.raises(DomainError) as refused:
        draw(world, ports, quiz_id, nonce="", waived_by="王代表")
    assert refused.value.code == "waiver_incomplete"
    quiz = draw(world, ports, quiz_id, nonce="", waived_by="王代表", waived_reason="不愿参与")
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    number = record["draw"]["number"]
    assert (number["how"], number["by"], number["reason"]) == ("waived", "王代表", "不愿参与")
    assert record["draw"]["frozen"]["number"] == "waived"
    shown = layout_record(record, "", {}, demonstration=False)
    assert ["放弃报数的人和原因", "王代表：不愿参与", False] in shown["draw"]
    assert "王代表" not in str(masked(shown)["draw"])
    assert rebuild_record(record) == []
    record["draw"]["number"]["reason"] = ""
    assert "draw.number" in {one.where for one in rebuild_record(record)}


class FakeBeacon:
    """A public source that is there, or is not."""

    def __init__(self, randomness: str) -> None:
        self.randomness, self.asked = randomness, []

    def name(self, now) -> dict:
        """The same round, until somebody asks for another."""
        return {"chain": "52db", "round": 1000 + len(self.asked)}

    def fetch(self, number: int) -> str:
        """Nothing when it cannot be reached."""
        self.asked.append(number)
        return self.randomness


@pytest.mark.parametrize("randomness", ["ab" * 32, ""])
def test_the_public_random_number_is_named_before_it_exists_and_one_out_of_reach_is_said(
    app, world, ports, randomness
):
    beacon = FakeBeacon(randomness)
    ports = replace(ports, beacon=beacon)
    quiz_id = prepare(world, ports)
    named = frozen_of(latest_freeze(quiz_id))["beacon"]
    quiz = draw(world, ports, quiz_id, {"lead": 1, "key_post": 2})
    assert (named["round"], beacon.asked) == (1000, [1000, 1000])
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    shown = record["draw"]
    assert shown["frozen"]["beacon"] == named
    state = "used" if randomness else "unreachable"
    assert shown["beacon"] == {**named, "state": state, "randomness": randomness}
    assert rebuild_record(record) == REFERENCE.differences(record) == []
    rows = {row[0]: row[1] for row in layout_record(record, "", {}, demonstration=False)["draw"]}
    assert (randomness or "没有取到") in rows[
        "公共随机数（drand 第 1000 轮）" if randomness else "公共随机数"
    ]
    shown["beacon"]["round"] += 1
    assert "draw.beacon" in {one.where for one in rebuild_record(record)}


def test_cancelled_quizzes_of_thirty_days_stand_in_the_next_freeze(world, ports):
    actor, now = world["actors"]["inspector"], ports.clock.now()
    old, cancelled = prepare(world, ports), prepare(world, ports)
    with transaction():
        db.session.get(SpotQuiz, old).committed_at = now - timedelta(days=31)
    spot_quizzes.cancel_quiz(cancelled, "现场取消", actor=actor, now=now)
    quizzes = frozen_of(latest_freeze(prepare(world, ports)))["history"]["quizzes"]
    code = db.session.get(SpotQuiz, cancelled).code
    assert [(row["quiz"], row["state"]) for row in quizzes] == [(code, "cancelled")]


def test_a_quiz_whose_seeds_cannot_be_opened_is_cancelled_and_nobody_is_drawn(world, ports):
    quiz_id = prepare(world, ports)
    with transaction():
        quiz = db.session.get(SpotQuiz, quiz_id)
        # Sealed for the papers: what is bound to another column does not open.
        quiz.seed_people_sealed = quiz.seed_papers_sealed
    with pytest.raises(DomainError) as refused:
        draw(world, ports, quiz_id)
    assert refused.value.code == "seeds_unreadable"
    assert db.session.get(SpotQuiz, quiz_id).state == "cancelled"
    assert spot_quizzes.list_participants(quiz_id) == []
    assert frozen_of(latest_freeze(prepare(world, ports)))["history"]["quizzes"][0]["state"] == "cancelled"


def test_a_quiz_that_was_committed_under_v1_finishes_under_v1(app, world, ports):
    seed = secrets.token_bytes(32)
    quiz = open_quiz_of_v1(world, ports, {"lead": 1, "key_post": 1}, seed)
    key_post = next(one for one in spot_quizzes.list_participants(quiz.id) if one.role == "key_post")
    actor, now = world["actors"]["inspector"], ports.clock.now()
    seat_control.swap_participant(key_post.id, "外出", actor=actor, now=now, ports=ports)
    nod(
        world, ports, seats.take_walk_in_seat(quiz.code, "外来人", "123X", "lead", None, now=now, ports=ports)
    )
    _, attempt = confirmed(world, ports, quiz, 2)
    answer(app, attempt, 10)
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    assert (record["draw"]["algorithm"], record["draw"]["seed"]) == ("examapp/draw/v1", seed.hex())
    assert len(record["draw"]["swaps"]) == 1
    assert rebuild_record(record) == BEFORE.differences(record) == []
