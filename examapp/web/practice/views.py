"""Practice on the phone: today's five, by topic, the wrong-answer book, a mock exam; plain forms throughout."""

import json

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.attempts.explanations import explain_slot
from examapp.services.attempts.rulings import get_rulings, reasons_of
from examapp.services.core.days import today_of
from examapp.services.exams.registrations import list_duties
from examapp.services.items.item_views import describe_choices, describe_surroundings
from examapp.services.practice import practice, practice_history
from examapp.services.practice.practice_marks import is_right
from examapp.web.access import CANDIDATE, now, open_to, ports
from examapp.web.limits import per_person
from examapp.web.numbers import whole
from examapp.web.people.me.views import current_candidate
from examapp.web.responses import read_response
from examapp.web.sentences import sentence_for
from question_bank.model import Topic

bp = Blueprint("practice", __name__, url_prefix="/me/practice")


@bp.get("")
@open_to(CANDIDATE)
def home():
    """Everything there is to practise, and how far one has come."""
    candidate = current_candidate()
    learner = practice.get_learner(candidate.id, now=now())
    progress = practice_history.show_progress(candidate.id, now=now())
    daily = practice.find_daily(candidate.id, today_of(now()))
    return render_template(
        "practice/index.html",
        candidate=candidate,
        topics=[
            (topic, count, progress.topics.get(topic.value)) for topic, count in practice.list_topics(learner)
        ],
        progress=progress,
        labels={topic.value: topic.label for topic in Topic},
        daily=daily,
        daily_done=len(practice.answers_of(daily.id)) if daily else 0,
        daily_size=len(practice.slots_of(daily)) if daily else 5,
        exams=[duty.registration for duty in list_duties(candidate.id, now=now()) if not duty.cancelled],
    )


@bp.post("")
@limiter.limit("60/minute", key_func=per_person)
@open_to(CANDIDATE)
def start():
    """Begin a run; the same form sent twice is one run."""
    candidate, form = current_candidate(), request.form
    outside = {"now": now(), "ports": ports()}
    made = {"client_id": form.get("client_id", "")[:36], **outside}
    kind = form.get("kind", "")
    if kind == "daily":
        run = practice.start_daily(candidate.id, **outside)
    elif kind == "topic":
        run = practice.start_topic(candidate.id, form.get("topic", ""), **made)
    elif kind == "wrong":
        run = practice.start_wrong(candidate.id, **made)
    else:
        run = practice.start_mock(candidate.id, form.get("registration", 0, whole), **made)
    return redirect(url_for(".show", run_id=run.id), 303)


@bp.get("/<int:run_id>")
@open_to(CANDIDATE)
def show(run_id: int):
    """The next question, or how it went."""
    candidate = current_candidate()
    run = practice.get_run(candidate.id, run_id, now=now(), ports=ports())
    answers = practice.answers_of(run_id)
    left = [place for place in range(1, len(practice.slots_of(run)) + 1) if place not in answers]
    if left:
        return redirect(url_for(".question", run_id=run_id, place=left[0]))
    return render_template("practice/done.html", run=run, candidate=candidate, **_outcome(run, answers))


@bp.get("/<int:run_id>/<int:place>")
@open_to(CANDIDATE)
def question(run_id: int, place: int):
    """One question; once answered, and unless it is a mock exam, with the answer and why."""
    return _question(run_id, place)


@bp.post("/<int:run_id>/<int:place>")
@limiter.limit("240/minute", key_func=per_person)
@open_to(CANDIDATE)
def answer(run_id: int, place: int):
    """Keep the answer; a mock exam goes on at once, all else shows why."""
    candidate = current_candidate()
    run = practice.get_run(candidate.id, run_id, now=now(), ports=ports())
    try:
        practice.answer_place(
            candidate.id, run_id, place, read_response(request.form), now=now(), ports=ports()
        )
    except DomainError as error:
        if not error.code.startswith("practice_"):
            raise
        return _question(run_id, place, sentence_for(error)[1]), 422
    if run.kind == "mock":
        return redirect(url_for(".show", run_id=run_id), 303)
    return redirect(url_for(".question", run_id=run_id, place=place), 303)


def _question(run_id: int, place: int, refusal: str = ""):
    candidate = current_candidate()
    run = practice.get_run(candidate.id, run_id, now=now(), ports=ports())
    slots, answers = practice.slots_of(run), practice.answers_of(run_id)
    if not 1 <= place <= len(slots):
        raise DomainError("not_found", what="practice")
    slot, item = slots[place - 1]
    given = answers.get(place)
    if given is not None and run.kind == "mock":
        return redirect(url_for(".show", run_id=run_id))
    shown = {
        "slot": place,
        "type": item.type.value,
        "stem": item.stem,
        "choices": describe_choices(item, slot["choices"]),
        "response": read_response(request.form),
    }
    return render_template(
        "practice/question.html",
        run=run,
        candidate=candidate,
        place=place,
        size=len(slots),
        done=len(answers),
        slot=_explained(place, slot, item, given) if given else shown | describe_surroundings(item),
        given=given,
        refusal=refusal,
        old=request.form,
    )


def _explained(place: int, slot: dict, item, given) -> dict:
    key, response = (item.id, item.revision), json.loads(given.response)
    ruling = get_rulings([key]).get(key)
    reason = reasons_of([key]).get(key, "") if ruling else ""
    tenths = slot["points"] * 10 * is_right(item, response, ruling)
    return explain_slot(place, slot, item, response, tenths, ruling, reason)


def _outcome(run, answers: dict) -> dict:
    slots = practice.slots_of(run)
    explained = [_explained(place, *pair, answers[place]) for place, pair in enumerate(slots, start=1)]
    points = sum(slot["points"] for slot, _ in slots)
    earned = sum(one["points"] for one in explained if one["correct"])
    return {
        "wrong": [one for one in explained if not one["correct"]],
        "right": sum(one["correct"] for one in explained),
        "size": len(slots),
        "percent": earned * 100 // max(points, 1),
    }
