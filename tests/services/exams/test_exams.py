"""Exams from draft to pass: papers beforehand, one try at a time, disjoint resits, extra time, scopes."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.exams import Audience, ExamKind
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Candidate, Employment
from examapp.models.exams import Exam, Registration
from examapp.services.core import audit
from examapp.services.core.days import today_of
from examapp.services.exams import accommodations, exam_register, registrations
from examapp.services.exams.exam_facts import ExamFacts, suggest_facts
from tests.stories import Device, right_answers, step


def facts(ports, **changes) -> ExamFacts:
    now = ports.clock.now()
    usual = {
        "name": "2026 年全员年度考核",
        "kind": "staff_yearly",
        "audience": Audience(),
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=30),
        "attempts_allowed": 2,
        "wait_hours": 24,
    }
    return ExamFacts(**{**usual, **changes})


def announced(world, ports, **changes) -> Exam:
    actor, now = world["actors"]["bureau"], ports.clock.now()
    exam_id = exam_register.create_exam(facts(ports, **changes), client_id="c" * 36, actor=actor, now=now)
    return exam_register.announce_exam(exam_id, actor=actor, now=now, ports=ports)


def registered(name: str) -> Registration:
    return db.session.query(Registration).join(Candidate).filter(Candidate.name == name).one()


def sit(app, registration: Registration, ports, *, right: int) -> dict:
    """One whole try with so many right answers; gives the result."""
    attempt = registrations.prepare_try(registration.candidate_id, registration.id, now=ports.clock.now())
    device = Device(app, attempt)
    device.read()
    for number, response in enumerate(right_answers(attempt)[:right], start=1):
        assert device.put(step(number, response, number)).status_code == 200
    return device.submit(right).json


def items_of(attempt: Attempt) -> set[str]:
    return {slot["item"] for slot in json.loads(attempt.paper)["slots"]}


def test_announcing_registers_everybody_concerned_with_a_paper_that_is_ready(world, ports):
    exam = announced(world, ports)
    found = db.session.query(Registration).filter_by(exam_id=exam.id).all()
    assert {one.candidate.name for one in found} >= {"刘主任", "张焊工", "周文员"}
    papers = db.session.query(Attempt).filter(Attempt.registration_id.isnot(None)).all()
    assert len(papers) == len(found)
    assert {one.slot_count for one in papers} == {20}
    assert {one.state for one in papers} == {"ready"}
    assert audit.find_tampering() is None


def test_the_rule_narrows_to_roles_and_posts(world, ports):
    announced(world, ports, audience=Audience(roles=("key_post",), posts=("height",)))
    assert [one.candidate.name for one in db.session.query(Registration)] == ["赵高空"]


def test_announcing_twice_and_the_job_twice_change_nothing(world, ports):
    exam = announced(world, ports)
    before = db.session.query(Registration).count()
    exam_register.announce_exam(exam.id, actor=world["actors"]["bureau"], now=ports.clock.now(), ports=ports)
    assert registrations.register_for_exam(exam.id, now=ports.clock.now()) == 0
    assert db.session.query(Registration).count() == before


def test_an_exam_for_nobody_is_refused_and_stays_a_draft(world, ports):
    with pytest.raises(DomainError) as refused:
        announced(world, ports, audience=Audience(industries=("fireworks",)))
    assert refused.value.code == "audience_empty"
    assert db.session.query(Exam).one().state == "draft"


def test_an_exam_for_newcomers_is_announced_before_anybody_is_hired(world, ports):
    newcomers = Audience(roles=("key_post",), hired_since=today_of(ports.clock.now()))
    exam = announced(world, ports, kind="pre_post", audience=newcomers)
    assert exam.state == "announced"
    assert db.session.query(Registration).count() == 0
    over = Audience(hired_since=date(2020, 1, 1), hired_until=date(2020, 2, 1))
    assert not over.waits_for_newcomers(today_of(ports.clock.now()))


def test_somebody_hired_later_is_registered_by_the_daily_job(world, ports):
    announced(world, ports)
    newcomer = db.session.query(Employment).first()
    candidate = Candidate(
        name="新来的", id_number_sealed=b"x", id_number_hash="h" * 64, created_at=ports.clock.now()
    )
    db.session.add(candidate)
    db.session.flush()
    db.session.add(
        Employment(
            candidate_id=candidate.id,
            enterprise_id=newcomer.enterprise_id,
            role="other",
            posts=[],
            started_on=ports.clock.now().date(),
        )
    )
    db.session.commit()
    assert registrations.register_newcomers(now=ports.clock.now()) == 1
    assert registered("新来的").state == "due"


def test_a_pass_ends_it_and_a_second_try_is_refused(app, world, ports):
    announced(world, ports)
    person = registered("周文员")
    assert sit(app, person, ports, right=20)["passed"]
    db.session.expire_all()
    assert registered("周文员").state == "passed"
    with pytest.raises(DomainError) as refused:
        registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())
    assert refused.value.code == "exam_passed"


def test_a_resit_waits_and_asks_nothing_that_was_asked_before(app, world, ports):
    announced(world, ports)
    person = registered("张焊工")
    assert not sit(app, person, ports, right=3)["passed"]
    db.session.expire_all()
    assert registered("张焊工").state == "due"
    with pytest.raises(DomainError) as refused:
        registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())
    assert refused.value.code == "wait_before_resit"
    ports.clock.moment += timedelta(hours=25)
    resit = registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())
    first = registrations.list_tries(person.id)[0]
    assert (resit.try_number, items_of(first) & items_of(resit)) == (2, set())
    sit(app, registered("张焊工"), ports, right=3)
    db.session.expire_all()
    assert registered("张焊工").state == "failed"
    ports.clock.moment += timedelta(hours=25)
    with pytest.raises(DomainError) as over:
        registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())
    assert over.value.code == "tries_used_up"


def test_asking_for_the_try_again_gives_the_same_one(world, ports):
    announced(world, ports)
    person = registered("周文员")
    one, two = (
        registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now()).id for _ in range(2)
    )
    assert one == two


def test_nobody_sees_somebody_elses_exam(world, ports):
    announced(world, ports)
    mine, other = registered("周文员"), registered("刘主任")
    with pytest.raises(DomainError) as refused:
        registrations.prepare_try(mine.candidate_id, other.id, now=ports.clock.now())
    assert refused.value.code == "not_found"


def test_extra_time_needs_a_reason_and_counts_for_the_paper_that_is_ready(world, ports):
    announced(world, ports)
    person, act = registered("周文员"), {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    with pytest.raises(DomainError):
        accommodations.give_extra_time(person.exam_id, person.id, 50, False, " ", **act)
    accommodations.give_extra_time(person.exam_id, person.id, 50, True, "视力不好", **act)
    assert registrations.list_tries(person.id)[0].allowed_seconds == 45 * 60


def test_only_the_office_that_set_it_up_manages_an_exam(world, ports):
    exam = announced(world, ports)
    actors = world["actors"]
    assert exam_register.may_manage(actors["bureau"], exam)
    for name in ("officer", "county", "auditor", "inspector"):
        assert not exam_register.may_manage(actors[name], exam)
    assert exam_register.get_exam(actors["officer"], exam.id)
    for stranger in ("foreign_officer",):
        with pytest.raises(DomainError):
            exam_register.lock_exam(actors[stranger], exam.id)


def test_the_end_can_only_be_moved_later_R23(world, ports):
    exam = announced(world, ports)
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    last = exam.sittings[-1].closes_at
    with pytest.raises(DomainError) as refused:
        exam_register.prolong_exam(exam.id, last - timedelta(hours=1), **act)
    assert refused.value.code == "window_shorter"
    assert exam_register.prolong_exam(exam.id, last + timedelta(days=1), **act).sittings[-1].closes_at > last


def test_last_years_exam_is_copied_as_a_draft_a_year_later(world, ports):
    exam = announced(world, ports)
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    copied = db.session.get(Exam, exam_register.copy_exam(exam.id, client_id="d" * 36, **act))
    assert (copied.state, copied.name, copied.audience) == ("draft", "2027 年全员年度考核", exam.audience)
    assert copied.sittings[0].opens_at == exam.sittings[0].opens_at + timedelta(days=365)


def test_every_kind_suggests_an_exam_that_can_be_saved(world, ports):
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    for number, kind in enumerate(ExamKind):
        suggested = suggest_facts(kind, now=now)
        exam_register.create_exam(
            suggested, client_id=f"{number:036d}", actor=world["actors"]["bureau"], now=now
        )
    assert db.session.query(Exam).count() == len(ExamKind)


def test_a_draft_can_be_thrown_away_and_an_announced_exam_cannot(world, ports):
    actor, now = world["actors"]["bureau"], ports.clock.now()
    draft = exam_register.create_exam(facts(ports), client_id="d" * 36, actor=actor, now=now)
    with pytest.raises(DomainError):
        exam_register.delete_draft(draft, actor=world["actors"]["officer"], now=now)
    for _ in range(2):
        exam_register.delete_draft(draft, actor=actor, now=now)
    assert db.session.query(Exam).count() == 0
    exam = announced(world, ports)
    with pytest.raises(DomainError) as refused:
        exam_register.delete_draft(exam.id, actor=actor, now=now)
    assert refused.value.code == "state_conflict"
    assert audit.find_tampering() is None
