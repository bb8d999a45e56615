"""Figures from real papers: computed once, again only when something new was handed in, silent on small numbers."""

import json
import uuid

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult, AttemptStep
from examapp.models.inspections import Participant
from examapp.services.core.transactions import transaction
from examapp.services.exams import exam_statistics
from examapp.services.reports.item_statistics import (
    alarms_of,
    count_alarms,
    last_run,
    list_alarms,
    read_panel,
    refresh_statistics,
)
from tests.crowds import hand_in_papers, same_quiz_at
from tests.stories import open_quiz


def test_every_figure_comes_from_handed_in_papers(world, ports):
    quiz = open_quiz(world, ports)
    item = hand_in_papers(quiz, ports, count=60, upside_down=True)
    assert refresh_statistics(now=ports.clock.now())
    panel = read_panel(item)
    assert panel["row"].n == 60
    assert panel["row"].figures["papers"] == 60
    assert panel["row"].figures["facility"]["value"] == pytest.approx(0.5)
    assert alarms_of(panel["row"])[0] == "negative_discrimination"
    assert sum(one["count"] for one in panel["row"].figures["choices"]) == 60
    assert [found.id for found, _ in list_alarms("negative_discrimination")] == [item]
    assert count_alarms()["negative_discrimination"] == 1


def test_nothing_new_means_nothing_to_do_and_a_new_paper_counts(world, ports):
    quiz = open_quiz(world, ports)
    hand_in_papers(quiz, ports, count=31)
    now = ports.clock.now()
    assert refresh_statistics(now=now)
    assert not refresh_statistics(now=now)
    hand_in_papers(quiz, ports, count=1)
    assert refresh_statistics(now=now)
    assert last_run().paper_count == 32


def test_below_thirty_answers_no_figure_is_kept(world, ports):
    item = hand_in_papers(open_quiz(world, ports), ports, count=29)
    refresh_statistics(now=ports.clock.now())
    row = read_panel(item)["row"]
    assert (row.n, row.facility, row.figures) == (29, None, {"papers": 29})
    assert list_alarms() == []


def test_a_corrected_result_counts_instead_of_the_first(world, ports):
    quiz = open_quiz(world, ports)
    item = hand_in_papers(quiz, ports, count=30)
    first = db.session.query(AttemptResult).order_by(AttemptResult.id).first()
    with transaction() as session:
        marks = json.loads(first.marks)
        changed = {"version": 2, "marks": json.dumps([10 - mark for mark in marks[:1]] + marks[1:])}
        facts = {
            name: getattr(first, name)
            for name in ("attempt_id", "score_tenths", "full_tenths", "passed", "responses", "created_at")
        }
        session.add(AttemptResult(**facts, **changed))
    refresh_statistics(now=ports.clock.now())
    assert read_panel(item)["row"].n == 30


def test_a_whole_exam_has_mean_spread_and_reliability_and_no_person(world, ports):
    quiz = open_quiz(world, ports)
    hand_in_papers(quiz, ports, count=40)
    _, figures = exam_statistics.quiz_figures(world["actors"]["bureau"], quiz.id)
    assert figures.n == 40
    assert figures.method == "kr20"
    assert 0 < figures.reliability < 1
    assert sum(figures.histogram) == 40


def test_the_pages_show_the_figures_to_those_who_may_see_them(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    item = hand_in_papers(quiz, ports, count=60, upside_down=True)
    reviewer = sign_in("reviewer")
    assert reviewer.post("/statistics/refresh").status_code == 303
    assert "成绩好的反而错" in reviewer.get("/statistics").text
    assert item in reviewer.get("/statistics?alarm=negative_discrimination").text
    assert "信度 KR-20" in reviewer.get(f"/statistics/quizzes/{quiz.id}").text
    blueprint = db.session.query(Participant).first().blueprint_id
    assert "成绩分布" in reviewer.get(f"/statistics/blueprints/{blueprint}").text
    assert sign_in("county").get(f"/statistics/quizzes/{quiz.id}").status_code == 404
    assert sign_in("officer").get("/statistics").status_code == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_item_that_one_county_knows_of_late_is_named_with_the_county(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    item = hand_in_papers(quiz, ports, count=60)
    hand_in_papers(same_quiz_at(quiz, world["foreign"].id), ports, count=20, known=True, seed=2)
    assert refresh_statistics(now=ports.clock.now())
    assert [found.id for found, _ in list_alarms("drift")] == [item]
    (drift,) = read_panel(item)["row"].figures["drift"]
    assert (drift["district"], drift["right"], drift["n"]) == ("乙区", 20, 20)
    assert "乙区" in sign_in("reviewer").get(f"/bank/{item}").text


def test_the_time_spent_comes_from_the_steps_of_the_device(world, ports):
    item = hand_in_papers(open_quiz(world, ports), ports, count=40)
    with transaction() as session:
        for place, attempt in enumerate(session.query(Attempt).filter_by(state="submitted")):
            slot = next(
                n for n, one in enumerate(json.loads(attempt.paper)["slots"], 1) if one["item"] == item
            )
            for seq, (where, at) in enumerate([(1, 5_000), (slot, 15_000 + 1000 * (place % 2))], start=1):
                session.add(
                    AttemptStep(
                        attempt_id=attempt.id,
                        client_id=uuid.uuid4().bytes,
                        seq=seq,
                        slot=where,
                        response="a",
                        device_ms=at,
                        received_ms=attempt.started_ms + at,
                    )
                )
    refresh_statistics(now=ports.clock.now())
    figures = read_panel(item)["row"].figures
    assert figures["timed"] == 40
    assert figures["seconds"] == pytest.approx([10, 10.5, 11])
