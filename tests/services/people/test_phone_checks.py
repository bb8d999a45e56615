"""Of the check of one's own phone the last outcome is kept, for the officer who has tablets ready, and no more."""

import pytest
from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.domain.phone_checks import PhoneOutcome
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.candidates import Employment
from examapp.models.phone_checks import PhoneCheck
from examapp.services.people.duty_rosters import count_states, list_standings, roster_query
from examapp.services.people.person_files import describe_person
from examapp.services.people.phone_checks import count_outcomes, keep_outcome, outcomes_of, take_wish_back


@pytest.fixture
def officer(world):
    return world["actors"]["officer"]


@pytest.fixture
def people(officer, ports) -> list[int]:
    rows = db.session.scalars(roster_query(officer, now=ports.clock.now())).all()
    return list(dict.fromkeys(row.candidate_id for row in rows))


def test_the_last_outcome_counts_and_the_log_names_none(app, world, ports, people):
    now = ports.clock.now()
    for outcome in ("tablet", "tablet", "able"):
        keep_outcome(people[0], outcome, now=now)
    assert outcomes_of(people) == {people[0]: PhoneOutcome.able}
    assert db.session.scalar(select(func.count()).select_from(PhoneCheck)) == 1
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "phone.checked")).all()
    # The same again is no news.
    assert len(entries) == 2
    assert not any("able" in str(entry.data) or "tablet" in str(entry.data) for entry in entries)
    with pytest.raises(DomainError, match="phone_outcome_unknown"):
        keep_outcome(people[0], "stolen", now=now)


def test_the_officer_finds_who_needs_the_tablet_and_who_has_not_tried(app, world, ports, officer, people):
    now = ports.clock.now()
    before = count_states(officer, now=now)
    assert (before["tablet"], before["untried"]) == (0, before["all"])
    keep_outcome(people[0], "tablet", now=now)
    keep_outcome(people[1], "online", now=now)
    rows = db.session.scalars(roster_query(officer, "tablet", now=now)).all()
    assert {row.candidate_id for row in rows} == {people[0]}
    assert {one.phone for one in list_standings(rows, now=now)} == {PhoneOutcome.tablet}
    untried = db.session.scalars(roster_query(officer, "untried", now=now)).all()
    assert {row.candidate_id for row in untried} == set(people[2:])
    everybody = roster_query(officer, now=now).order_by(None)
    counts = count_outcomes(everybody.with_only_columns(Employment.candidate_id))
    assert counts == {"able": 0, "online": 1, "tablet": 1, "wished": 0, "untried": len(people) - 2}


def test_a_wish_for_a_tablet_stays_until_the_person_takes_it_back(app, world, ports, officer, people):
    now = ports.clock.now()
    keep_outcome(people[0], "wished", now=now)
    # What the page does by itself at each visit.
    for measured in ("able", "online", "tablet"):
        assert keep_outcome(people[0], measured, now=now) is PhoneOutcome.wished
    assert outcomes_of(people) == {people[0]: PhoneOutcome.wished}
    assert count_states(officer, now=now)["tablet"] == 1
    assert dict(describe_person(people[0], ports=ports).facts)["考前试手机"].startswith(
        "要备平板（本人要的）"
    )
    # Safe twice, and nothing for somebody who wished for nothing.
    for candidate_id in (people[0], people[0], people[1]):
        take_wish_back(candidate_id, now=now)
    assert outcomes_of(people) == {}
    assert keep_outcome(people[0], "able", now=now) is PhoneOutcome.able
    taken = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "phone.wish_taken_back")).all()
    assert len(taken) == 1


def test_the_person_reads_what_is_kept(app, world, ports, people):
    assert ("考前试手机", "没有试过") in describe_person(people[0], ports=ports).facts
    keep_outcome(people[0], "tablet", now=ports.clock.now())
    assert dict(describe_person(people[0], ports=ports).facts)["考前试手机"].startswith("要备平板（")
