"""Draw v3: what was used and met is frozen with the draw, papers of one quiz know each other, and a record proves it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain import draws
from examapp.domain.digests import canonical_json
from examapp.domain.records import rebuild_record
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.bank import ItemUseTable
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.transactions import transaction
from examapp.services.papers.item_uses import count_uses, counted_until, use_digests
from examapp.services.papers.met_items import met_by_candidate, met_by_employment
from examapp.services.quizzes import spot_quizzes
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from tests.domain.test_draw_reference import BEFORE, REFERENCE
from tests.services.quizzes.test_draw_freezes import draw, prepare
from tests.services.quizzes.test_field_flow import finish

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def items_of(participant: Participant) -> list[str]:
    attempt = db.session.scalar(select(Attempt).where(Attempt.participant_id == participant.id))
    return [slot["item"] for slot in json.loads(attempt.paper)["slots"]]


@pytest.fixture
def after_one(app, world, ports):
    """A quiz that was finished yesterday, and counted today."""
    quiz = draw(world, ports, prepare(world, ports), {"lead": 1, "key_post": 2})
    finish(app, world, ports, quiz, [10, 10, 10])
    ports.clock.moment += timedelta(days=1)
    count_uses(now=ports.clock.now())
    return quiz


def test_the_job_counts_ninety_days_once_a_day_and_today_is_not_over(after_one, ports):
    now = ports.clock.now()
    tables = [json.loads(row.content) for row in db.session.scalars(select(ItemUseTable))]
    assert all(sum(table["items"].values()) == table["papers"] * 10 for table in tables)
    assert sum(table["papers"] for table in tables) == 3
    assert count_uses(now=now) == 0
    assert counted_until().isoformat() < now.date().isoformat()
    assert use_digests(None) == {}


def test_after_ninety_days_neither_uses_nor_what_was_met_count(after_one, ports):
    people = {one.candidate_id for one in spot_quizzes.list_participants(after_one.id)}
    assert set(met_by_candidate(people, now=ports.clock.now())) == people
    later = ports.clock.now() + timedelta(days=91)
    assert (count_uses(now=later), met_by_candidate(people, now=later)) == (0, {})


def test_a_paper_that_was_never_opened_was_not_met(world, ports):
    quiz = draw(world, ports, prepare(world, ports), {"lead": 1})
    ids = [one.employment_id for one in spot_quizzes.list_participants(quiz.id)]
    assert met_by_employment(ids, now=ports.clock.now()) == {}


def test_the_freeze_names_counts_and_what_people_met_and_the_next_papers_avoid_it(
    app, world, ports, after_one
):
    quiz = draw(world, ports, prepare(world, ports), {"lead": 1, "key_post": 2})
    frozen = frozen_of(latest_freeze(quiz.id))
    assert frozen["algorithm"] == draws.ALGORITHM
    assert frozen["uses"] == {"days": 90, "until": counted_until().isoformat()}
    assert {row["uses"] for row in frozen["blueprints"] if row["uses"]} == set(
        use_digests(counted_until()).values()
    )
    before = {one.candidate_id: set(items_of(one)) for one in spot_quizzes.list_participants(after_one.id)}
    people = spot_quizzes.list_participants(quiz.id)
    again = [one for one in people if one.candidate_id in before]
    assert again
    assert all(not set(items_of(one)) & before[one.candidate_id] for one in again)
    record = json.loads(finish(app, world, ports, quiz, [10, 10, 10]).content)
    assert any(one["met_items"] for one in record["participants"])
    assert rebuild_record(record) == REFERENCE.differences(record) == []
    rows = {row[0]: row[1] for row in layout_record(record, "", {}, demonstration=False)["draw"]}
    assert "试卷公平" in rows


@sqlite_only
def test_changed_counts_and_what_somebody_is_said_to_have_met_are_found(app, world, ports, after_one):
    quiz = draw(world, ports, prepare(world, ports), {"lead": 1, "key_post": 2})
    text = finish(app, world, ports, quiz, [10, 10, 10]).content
    record = json.loads(text)
    counted = next(blueprint for blueprint in record["blueprints"].values() if blueprint["uses"])
    counted["uses"]["papers"] += 1
    assert any(one.where.endswith(".uses") for one in rebuild_record(record))
    record = json.loads(text)
    person = next(one for one in record["participants"] if one["met_items"])
    person["met_items"] = person["met_items"][1:]
    assert any(one.where.endswith(".met_items") for one in rebuild_record(record))
    record = json.loads(text)
    record["participants"][0]["given_up"] = {"met": 1}
    assert "participants[0].given_up" in {one.where for one in rebuild_record(record)}
    record = json.loads(text)
    record["draw"]["algorithm"] = draws.V2
    assert "draw.algorithm" in {one.where for one in rebuild_record(record)}


def test_a_quiz_that_was_frozen_under_v2_finishes_under_v2(app, world, ports):
    quiz_id = prepare(world, ports)
    with transaction():
        freeze = latest_freeze(quiz_id)
        frozen = frozen_of(freeze) | {"algorithm": draws.V2, "number": "required"}
        del frozen["uses"]
        frozen["blueprints"] = [
            {name: row[name] for name in ("key", "revision", "digest")} for row in frozen["blueprints"]
        ]
        freeze.content, freeze.commitment = canonical_json(frozen), draws.commit(frozen)
        db.session.get(SpotQuiz, quiz_id).commitment = freeze.commitment
    quiz = draw(world, ports, quiz_id)
    record = json.loads(finish(app, world, ports, quiz, [10]).content)
    assert record["draw"]["algorithm"] == draws.V2
    assert not any("met_items" in one or "given_up" in one for one in record["participants"])
    assert rebuild_record(record) == BEFORE.differences(record) == []
