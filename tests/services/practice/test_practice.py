"""Practice on a real database: the same five all day, one answer a place, a book that shrinks,
reserved items left out.
"""

import json
from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.records import pool_item
from examapp.domain.reserving import group_names
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.practice import PracticeAnswer, PracticeRun
from examapp.services.core import audit
from examapp.services.papers.blueprint_pools import published_entries
from examapp.services.papers.reserved_items import reserve_items, reserved_ids
from examapp.services.practice import practice
from examapp.services.practice.practice_history import list_answers, show_progress
from tests.services.exams.test_exams import announced, registered, sit

NAME = "张焊工"


@pytest.fixture
def person(world, ports) -> int:
    announced(world, ports)
    return registered(NAME).candidate_id


def ids_of(run: PracticeRun) -> list[str]:
    return [slot["item"] for slot in json.loads(run.paper)["slots"]]


def answer(person: int, run: PracticeRun, place: int, now, ports, *, right: bool) -> PracticeAnswer:
    _, item = practice.slots_of(run)[place - 1]
    response = list(item.answer_key) if right else wrong_response(item)
    return practice.answer_place(person, run.id, place, response, now=now, ports=ports)


def wrong_response(item) -> list[str]:
    if item.type.value in ("numeric", "blank"):
        return ["-1"]
    if item.type.value == "ordering":
        return list(reversed(item.answer_key))
    if item.type.value == "matching":
        return [f"{left.id}={item.choices[0].id}" for left in item.lefts]
    # A choice of the key alone would be worth a part of the points.
    outside = [one.id for one in item.choices if one.id not in item.answer_key]
    return outside[:1] or [next(one.id for one in item.choices if [one.id] != list(item.answer_key))]


def choosing_topic(person: int, now) -> str:
    """A topic with plenty of questions for this person."""
    topics = practice.list_topics(practice.get_learner(person, now=now))
    return max(topics, key=lambda one: one[1])[0].value


def test_the_daily_five_are_one_run_all_day_and_others_tomorrow(person, ports):
    first = practice.start_daily(person, now=ports.clock.now(), ports=ports)
    again = practice.start_daily(person, now=ports.clock.now() + timedelta(minutes=30), ports=ports)
    tomorrow = practice.start_daily(person, now=ports.clock.now() + timedelta(days=1), ports=ports)
    assert (first.id, len(ids_of(first))) == (again.id, 5)
    assert ids_of(tomorrow) != ids_of(first)


def test_a_run_begun_twice_is_one_run(person, ports):
    now = ports.clock.now()
    topic = choosing_topic(person, now)
    runs = [practice.start_topic(person, topic, client_id="p" * 36, now=now, ports=ports) for _ in range(2)]
    assert runs[0].id == runs[1].id
    assert {item.topic.value for _, item in practice.slots_of(runs[0])} == {topic}


def test_the_first_answer_to_a_place_stays(person, ports):
    now = ports.clock.now()
    run = practice.start_daily(person, now=now, ports=ports)
    wrong = answer(person, run, 1, now, ports, right=False)
    again = answer(person, run, 1, now, ports, right=True)
    assert (wrong.correct, again.correct) == (False, False)
    assert db.session.query(PracticeAnswer).count() == 1


def test_nothing_chosen_and_unknown_choices_are_refused(person, ports):
    now = ports.clock.now()
    run = practice.start_topic(person, choosing_topic(person, now), client_id="p" * 36, now=now, ports=ports)
    place = next(
        place
        for place, (_, item) in enumerate(practice.slots_of(run), start=1)
        if item.type.value == "single"
    )
    for response, code in (([], "practice_empty"), (["zz"], "choice_unknown")):
        with pytest.raises(DomainError) as refused:
            practice.answer_place(person, run.id, place, response, now=now, ports=ports)
        assert refused.value.code == code
    assert db.session.query(PracticeAnswer).count() == 0


def test_a_wrong_answer_is_in_the_book_until_it_was_right_twice(person, ports):
    now = ports.clock.now()
    run = practice.start_daily(person, now=now, ports=ports)
    missed = answer(person, run, 1, now, ports, right=False).item_id
    assert show_progress(person, now=now).wrong == [missed]
    for turn in (1, 2):
        now += timedelta(minutes=5)
        book = practice.start_wrong(person, client_id=f"{turn}" * 36, now=now, ports=ports)
        assert ids_of(book) == [missed]
        assert answer(person, book, 1, now, ports, right=True).correct
    assert show_progress(person, now=now).wrong == []
    with pytest.raises(DomainError) as refused:
        practice.start_wrong(person, client_id="z" * 36, now=now, ports=ports)
    assert refused.value.code == "practice_nothing_left"


def test_what_was_wrong_in_an_exam_is_in_the_book_too(app, world, ports, person):
    sit(app, registered(NAME), ports, right=17)
    db.session.expire_all()
    now = ports.clock.now()
    assert len(show_progress(person, now=now).wrong) == 3
    assert sum(one.correct for one in list_answers(person, now=now)) == 17


def test_a_reserved_item_never_appears_in_practice_and_still_on_papers(world, ports, person):
    now, actor = ports.clock.now(), world["actors"]["bank_admin"]
    learner = practice.get_learner(person, now=now)
    topic = choosing_topic(person, now)
    names = group_names([pool_item(entry) for entry in published_entries()])
    open_ones = [item.id for item in practice.practice_pool(learner) if item.topic == topic]
    left = {item_id for item_id in open_ones if names[item_id] == names[open_ones[0]]}
    kept = [item_id for item_id in open_ones if item_id not in left]
    assert reserve_items(kept, reserved=True, actor=actor, now=now) >= len(kept)
    assert reserve_items(kept, reserved=True, actor=actor, now=now) == 0
    run = practice.start_topic(person, topic, client_id="r" * 36, now=now, ports=ports)
    assert set(ids_of(run)) <= left
    assert reserve_items(kept[:1], reserved=False, actor=actor, now=now) >= 1
    assert kept[0] not in reserved_ids()
    assert audit.find_tampering() is None


def test_a_fifth_is_reserved_without_anybody_deciding_and_no_practice_shows_any_of_it(person, ports):
    now, reserved = ports.clock.now(), reserved_ids()
    learner = practice.get_learner(person, now=now)
    assert 0.18 < len(reserved) / len(published_entries()) < 0.25
    assert not reserved & {item.id for item in practice.practice_pool(learner)}
    runs = [practice.start_daily(person, now=now + timedelta(days=day), ports=ports) for day in range(8)]
    runs += [
        practice.start_topic(person, topic.value, client_id=f"{number:036}", now=now, ports=ports)
        for number, (topic, _) in enumerate(practice.list_topics(learner))
    ]
    runs.append(practice.start_mock(person, registered(NAME).id, client_id="m" * 36, now=now, ports=ports))
    assert not reserved & {item_id for run in runs for item_id in ids_of(run)}


def test_exams_and_quizzes_draw_reserved_items_as_well(world, ports, person):
    reserved = reserved_ids()
    papers = [json.loads(attempt.paper) for attempt in db.session.query(Attempt)]
    assert reserved & {slot["item"] for paper in papers for slot in paper["slots"]}


def test_a_decision_is_about_the_whole_group_and_stands_before_the_rule(world, ports):
    now, actor = ports.clock.now(), world["actors"]["bank_admin"]
    names = group_names([pool_item(entry) for entry in published_entries()])
    by_rule = sorted(reserved_ids())
    twin = next(one for one in by_rule if list(names.values()).count(names[one]) > 1)
    group = {item_id for item_id, name in names.items() if name == names[twin]}
    assert group <= reserved_ids()
    assert reserve_items([twin], reserved=False, actor=actor, now=now) == len(group)
    assert not group & reserved_ids()
    assert reserve_items([twin], reserved=True, actor=actor, now=now) == len(group)
    assert sorted(reserved_ids()) == by_rule


def test_reserving_an_unknown_item_changes_nothing(world, ports, person):
    before = reserved_ids()
    known = practice.practice_pool(practice.get_learner(person, now=ports.clock.now()))[0].id
    with pytest.raises(DomainError) as refused:
        reserve_items(
            [known, "nix-1"], reserved=True, actor=world["actors"]["bank_admin"], now=ports.clock.now()
        )
    assert refused.value.code == "not_found"
    db.session.expire_all()
    assert reserved_ids() == before


def test_a_mock_has_the_length_and_topics_of_the_real_paper_and_other_questions_each_time(person, ports):
    now = ports.clock.now()
    registration = registered(NAME)
    real = db.session.query(Attempt).filter_by(registration_id=registration.id).one()
    first, second = (
        practice.start_mock(person, registration.id, client_id=one * 36, now=now, ports=ports) for one in "mn"
    )
    assert len(ids_of(first)) == real.slot_count
    assert ids_of(first) != ids_of(second)


def test_somebody_elses_run_and_exam_are_not_there(person, ports):
    now = ports.clock.now()
    run = practice.start_daily(person, now=now, ports=ports)
    other = registered("周文员")
    with pytest.raises(DomainError):
        practice.get_run(other.candidate_id, run.id, now=ports.clock.now(), ports=ports)
    with pytest.raises(DomainError):
        practice.answer_place(other.candidate_id, run.id, 1, ["a"], now=now, ports=ports)
    with pytest.raises(DomainError):
        practice.start_mock(person, other.id, client_id="m" * 36, now=now, ports=ports)
