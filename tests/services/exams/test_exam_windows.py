"""Several windows of one exam: each person sees those of everybody and of their own region, also a year later in the copy."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.exams import Audience, ExamKind
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.exams import Exam, Registration
from examapp.models.organizations import Region
from examapp.services.exams import exam_register, registrations
from examapp.services.exams.exam_audiences import concerned_employments, find_enterprises
from examapp.services.exams.exam_facts import (
    SittingFacts,
    a_year_later,
    facts_of,
    list_window_regions,
    suggest_facts,
)
from tests.services.exams.test_exams import announced, facts, registered, sit
from tests.world import ROSTER

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def region(name: str) -> int:
    return db.session.query(Region).filter_by(name=name).one().id


def later(ports, days: int, where: str | None = None) -> SittingFacts:
    begin = ports.clock.now() + timedelta(days=days)
    return SittingFacts(begin, begin + timedelta(days=1), region(where) if where else None)


def obstacle(name: str, ports) -> str | None:
    person = registered(name)
    found = registrations.get_duty(person.candidate_id, person.id, now=ports.clock.now()).obstacle
    return found.code if found else None


def test_a_window_of_another_county_opens_nothing(world, ports):
    announced(world, ports, region_id=region("乙区"), more_sittings=(later(ports, 3, "甲区"),))
    assert obstacle("周文员", ports) == "exam_not_open"
    assert registered("周文员").closes_at == ports.clock.now() + timedelta(days=4)
    ports.clock.moment += timedelta(days=3, hours=1)
    assert obstacle("周文员", ports) is None
    ports.clock.moment += timedelta(days=2)
    # The other county may still begin, so the exam as a whole is not over; for this one it is.
    assert obstacle("周文员", ports) == "exam_over"
    assert db.session.query(Exam).one().closes_at > ports.clock.now()


def test_a_second_window_for_everybody_opens_the_exam_again(world, ports):
    announced(
        world, ports, closes_at=ports.clock.now() + timedelta(hours=1), more_sittings=(later(ports, 5),)
    )
    assert obstacle("周文员", ports) is None
    ports.clock.moment += timedelta(hours=2)
    assert obstacle("周文员", ports) == "exam_not_open"
    ports.clock.moment += timedelta(days=5)
    assert obstacle("周文员", ports) is None


def test_people_without_a_window_are_named_before_anybody_is_told(world, ports):
    with pytest.raises(DomainError) as refused:
        announced(world, ports, region_id=region("乙区"))
    assert (refused.value.code, refused.value.data["region"]) == ("sitting_missing", "甲区")
    assert db.session.query(Registration).count() == 0


def test_a_window_for_a_region_out_of_reach_is_refused(world, ports):
    act = {"actor": world["actors"]["county"], "now": ports.clock.now()}
    with pytest.raises(DomainError) as refused:
        exam_register.create_exam(facts(ports, region_id=region("甲区")), client_id="c" * 36, **act)
    assert refused.value.code == "not_found"
    assert [one.name for one in list_window_regions(world["actors"]["bureau"])] == ["甲区", "乙区"]
    assert list_window_regions(world["actors"]["officer"]) == []


def test_the_copy_takes_every_window_and_every_day_of_the_rule_along(world, ports):
    rule = Audience(hired_since=ports.clock.now().date() - timedelta(days=2000), due_since=None)
    exam = announced(world, ports, audience=rule, more_sittings=(later(ports, 40, "甲区"), later(ports, 50)))
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    copied = db.session.get(Exam, exam_register.copy_exam(exam.id, client_id="d" * 36, **act))
    assert facts_of(copied) == a_year_later(facts_of(exam))
    assert [one.region_id for one in copied.sittings] == [None, region("甲区"), None]
    year = timedelta(days=365)
    assert copied.closes_at - exam.closes_at == year
    assert facts_of(copied).audience.hired_since - rule.hired_since == year


def test_one_window_is_prolonged_and_the_others_stay(world, ports):
    exam = announced(world, ports, more_sittings=(later(ports, 40),))
    first, second = exam.sittings
    before, now = first.closes_at, ports.clock.now()
    exam_register.prolong_exam(
        exam.id,
        second.closes_at + timedelta(days=1),
        actor=world["actors"]["bureau"],
        now=now,
        sitting_id=second.id,
    )
    db.session.expire_all()
    first, second = db.session.query(Exam).one().sittings
    assert (first.closes_at, second.closes_at) == (before, now + timedelta(days=42))


def test_whoever_passed_since_the_day_is_not_asked_again_and_somebody_else_is(app, world, ports):
    announced(world, ports)
    sit(app, registered("周文员"), ports, right=20)
    ports.clock.moment += timedelta(days=200)
    now = ports.clock.now()
    for since, asked in ((now - timedelta(days=365), False), (now - timedelta(days=100), True)):
        again = replace(facts(ports), audience=Audience(roles=("other",), due_since=since.date()))
        exam_id = exam_register.create_exam(
            again, client_id=f"{asked!s:x>36}", actor=world["actors"]["bureau"], now=now
        )
        people = concerned_employments(db.session.get(Exam, exam_id), None, now=now)
        assert ("周文员" in {one.candidate.name for one in people}) is asked


def test_the_template_before_a_post_concerns_only_who_was_hired_lately(world, ports):
    now = ports.clock.now()
    suggested = suggest_facts(ExamKind.pre_post, now=now)
    assert (suggested.opens_at.date() - suggested.audience.hired_since).days == 30
    exam_id = exam_register.create_exam(
        suggested, client_id="p" * 36, actor=world["actors"]["officer"], now=now
    )
    assert concerned_employments(db.session.get(Exam, exam_id), None, now=now) == []


def test_the_form_keeps_several_windows_and_shows_them_again(world, ports, sign_in):
    bureau = sign_in("bureau")
    form = {
        "client_id": "w" * 36,
        "kind": "staff_yearly",
        "name": "分场考核",
        "opens_at": "2026-12-01T08:00",
        "closes_at": "2026-12-02T08:00",
        "region_id": str(region("甲区")),
        "more_opens_at": ["2026-12-05T08:00", ""],
        "more_closes_at": ["2026-12-06T08:00", ""],
        "more_region_id": [str(region("乙区")), ""],
        "attempts_allowed": "2",
        "wait_hours": "24",
        "shows": "at_once",
        "identity_level": "L1",
        "due_since": "2026-01-01",
    }
    made = bureau.post("/exams/new", form)
    assert made.status_code == 303
    page = bureau.get(f"{made.headers['Location']}/edit").text
    assert page.count("2026-12-05T08:00") == 1
    assert 'value="2026-01-01"' in page
    assert "乙区　2026-12-05 08:00 至 2026-12-06 08:00" in bureau.get(made.headers["Location"]).text
    reversed_window = {**form, "client_id": "v" * 36, "more_closes_at": ["2026-12-04T08:00", ""]}
    assert bureau.post("/exams/new", reversed_window).status_code == 422


def test_an_audience_is_also_a_region_or_a_list_of_enterprises_or_people(world, ports):
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}
    person = db.session.query(Candidate).filter_by(name="张焊工").one()

    def concerned(rule: Audience) -> set[str]:
        again = replace(facts(ports), audience=rule)
        exam_id = exam_register.create_exam(again, client_id=str(uuid.uuid4()), **act)
        exam = db.session.get(Exam, exam_id)
        return {one.candidate.name for one in concerned_employments(exam, None, now=act["now"])}

    everybody = {name for name, _, _ in ROSTER}
    assert concerned(Audience(regions=("/990100/990102/",))) == everybody
    assert concerned(Audience(regions=("/990100/990103/",))) == set()
    assert concerned(Audience(candidate_ids=(person.id,))) == {"张焊工"}
    assert (
        concerned(Audience(enterprise_ids=find_enterprises(act["actor"], [world["own"].uscc]))) == everybody
    )
    for who, code in (("officer", world["foreign"].uscc), ("bureau", "91990102MATEXT999X")):
        with pytest.raises(DomainError) as refused:
            find_enterprises(world["actors"][who], [code])
        assert refused.value.code == "enterprise_not_listed"


def test_people_chosen_on_the_roster_get_an_exam_of_their_own(world, ports, sign_in):
    officer = sign_in("officer")
    person = db.session.query(Candidate).filter_by(name="张焊工").one().id
    assert f"kind=pre_post&amp;person={person}" in officer.get(f"/exams/new?person={person}").text
    page = officer.get(f"/exams/new?kind=pre_post&person={person}").text
    assert f'name="person" value="{person}" checked' in page
    form = {
        "client_id": "q" * 36, "kind": "pre_post", "name": "补一次", "person": str(person), "opens_at": "2026-12-01T08:00",
        "closes_at": "2026-12-02T08:00", "attempts_allowed": "2", "wait_hours": "0", "shows": "at_once",
    }  # fmt: skip
    made = officer.post("/exams/new", form)
    shown = " ".join(officer.get(made.headers["Location"]).text.split())
    assert "现在有 <strong>1</strong> 人要参加，例如 张焊工" in shown
