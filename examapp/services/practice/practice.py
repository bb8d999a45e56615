"""Practice runs: by topic, today's five, the wrong-answer book, and a mock exam on the real blueprint."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from examapp.domain.blueprints import PoolItem, shorten
from examapp.domain.draws_v1 import order_ids
from examapp.domain.errors import DomainError
from examapp.domain.papers import assemble_paper, paper_to_dict
from examapp.domain.practice import choose_daily, choose_items, wrong_book
from examapp.domain.records import audience_pool
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.exams import Registration
from examapp.models.practice import PracticeAnswer, PracticeRun
from examapp.services.attempts.rulings import get_rulings
from examapp.services.attempts.running_papers import refuse_while_examined
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.items.item_contents import get_items
from examapp.services.papers.blueprint_pools import published_entries
from examapp.services.papers.paper_pools import load_definition
from examapp.services.papers.reserved_items import reserved_ids
from examapp.services.people.posts import main_post
from examapp.services.practice.practice_history import list_answers
from examapp.services.practice.practice_marks import is_right
from question_bank.model import Item, Topic
from question_bank.types import rules_of

TOPIC_COUNT = WRONG_COUNT = 10
POINTS = 10


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose questions: the audience a person belongs to today."""

    candidate_id: int
    role: str
    industry: str
    post: str | None


def get_learner(candidate_id: int, *, now: datetime) -> Learner:
    """The audience by the newest employment of today, or by the last exam. Raises practice_no_employment."""
    today = today_of(now)
    employment = db.session.scalar(
        select(Employment)
        .where(Employment.candidate_id == candidate_id, Employment.started_on <= today)
        .where(or_(Employment.ended_on.is_(None), Employment.ended_on >= today))
        .order_by(Employment.started_on.desc(), Employment.id.desc())
        .limit(1)
    )
    if employment is not None:
        industry = employment.enterprise.industry
        return Learner(candidate_id, employment.role, industry, main_post(employment))
    registered = db.session.scalar(
        select(Registration)
        .where(Registration.candidate_id == candidate_id)
        .order_by(Registration.id.desc())
        .limit(1)
    )
    if registered is None:
        raise DomainError("practice_no_employment")
    return Learner(candidate_id, registered.role, registered.industry, registered.post)


def practice_pool(learner: Learner) -> list[PoolItem]:
    """Published items that may be asked of this person and are not kept for exams."""
    kept = reserved_ids()
    entries = [entry for entry in published_entries() if entry["id"] not in kept]
    return audience_pool(entries, role=learner.role, industry=learner.industry, post=learner.post)


def list_topics(learner: Learner) -> list[tuple[Topic, int]]:
    """Topics with questions for this person, in the bank's order, each with how many."""
    counts: dict[str, int] = {}
    for item in practice_pool(learner):
        counts[item.topic] = counts.get(item.topic, 0) + 1
    return [(topic, counts[topic.value]) for topic in Topic if topic.value in counts]


def start_daily(candidate_id: int, *, now: datetime, ports: Ports) -> PracticeRun:
    """Today's five; the same run for the whole day. Raises practice_closed during an exam or a quiz, as all below."""
    refuse_while_examined(candidate_id, now=now, ports=ports)
    learner, day = get_learner(candidate_id, now=now), today_of(now)
    with transaction() as session:
        held = find_daily(candidate_id, day)
        if held is not None:
            return held
        seed = _seed(f"daily:{candidate_id}:{day.isoformat()}")
        chosen = choose_daily(practice_pool(learner), list_answers(candidate_id, now=now), seed)
        run = _new_run(f"daily-{candidate_id}-{day:%Y%m%d}", learner, "daily", "每日五题", chosen, seed, now)
        run.day = day
        session.add(run)
        session.flush()
        return run


def find_daily(candidate_id: int, day: date) -> PracticeRun | None:
    """The five of that day when they were opened."""
    query = select(PracticeRun).where(PracticeRun.candidate_id == candidate_id, PracticeRun.day == day)
    return db.session.scalar(query)


def start_topic(candidate_id: int, topic: str, *, client_id: str, now: datetime, ports: Ports) -> PracticeRun:
    """Ten questions of one topic, those not yet answered right first. Raises practice_nothing_left."""
    refuse_while_examined(candidate_id, now=now, ports=ports)
    learner = get_learner(candidate_id, now=now)
    held = _find_run(client_id, candidate_id)
    if held is not None:
        return held
    right = {one.item_id for one in list_answers(candidate_id, now=now) if one.correct}
    pool = [item for item in practice_pool(learner) if item.topic == topic]
    chosen = choose_items(pool, _seed(client_id), TOPIC_COUNT, later=right)
    title = Topic(topic).label if chosen else ""
    return _store(client_id, learner, "topic", title, chosen, now)


def start_wrong(candidate_id: int, *, client_id: str, now: datetime, ports: Ports) -> PracticeRun:
    """Up to ten from the wrong-answer book, the newest mistakes first. Raises practice_nothing_left."""
    refuse_while_examined(candidate_id, now=now, ports=ports)
    learner = get_learner(candidate_id, now=now)
    held = _find_run(client_id, candidate_id)
    if held is not None:
        return held
    pool = {item.id: item for item in practice_pool(learner)}
    book = [one for one in wrong_book(list_answers(candidate_id, now=now)) if one in pool]
    return _store(client_id, learner, "wrong", "错题本", [pool[one] for one in book[:WRONG_COUNT]], now)


def start_mock(
    candidate_id: int, registration_id: int, *, client_id: str, now: datetime, ports: Ports
) -> PracticeRun:
    """A paper as the exam's blueprint makes it, from questions open to practice, shorter where those are too few.

    Raises not_found, pool_too_small.
    """
    refuse_while_examined(candidate_id, now=now, ports=ports)
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.candidate_id != candidate_id:
        raise DomainError("not_found", what="registration")
    held = _find_run(client_id, candidate_id)
    if held is not None:
        return held
    learner = Learner(candidate_id, registration.role, registration.industry, registration.post)
    pool = practice_pool(learner)
    blueprint = shorten(load_definition(registration.blueprint_id, registration.blueprint_revision), pool)
    paper = assemble_paper(blueprint, pool, _seed(client_id), 1)
    with transaction() as session:
        run = PracticeRun(
            client_id=client_id,
            candidate_id=candidate_id,
            kind="mock",
            title=f"模拟：{registration.exam.name}"[:80],
            paper=canonical_json(paper_to_dict(paper)),
            cut_score=blueprint.cut_score,
            created_at=now,
        )
        session.add(run)
        session.flush()
        return run


def _find_run(client_id: str, candidate_id: int) -> PracticeRun | None:
    found = db.session.scalar(select(PracticeRun).where(PracticeRun.client_id == client_id))
    if found is not None and found.candidate_id != candidate_id:
        raise DomainError("not_found", what="practice")
    return found


def _store(
    client_id: str, learner: Learner, kind: str, title: str, chosen: list[PoolItem], now: datetime
) -> PracticeRun:
    if not chosen:
        raise DomainError("practice_nothing_left")
    with transaction() as session:
        run = _new_run(client_id, learner, kind, title, chosen, _seed(client_id), now)
        session.add(run)
        session.flush()
        return run


def _new_run(
    client_id: str,
    learner: Learner,
    kind: str,
    title: str,
    chosen: list[PoolItem],
    seed: bytes,
    now: datetime,
) -> PracticeRun:
    slots = [
        {
            "item": item.id,
            "revision": item.revision,
            "choices": order_ids(seed, f"choice:{item.id}:", item.choice_ids)
            if item.shuffle
            else list(item.choice_ids),
            "points": POINTS,
        }
        for item in chosen
    ]
    return PracticeRun(
        client_id=client_id,
        candidate_id=learner.candidate_id,
        kind=kind,
        title=title,
        paper=canonical_json({"slots": slots}),
        created_at=now,
    )


def _seed(text: str) -> bytes:
    return hashlib.sha256(f"examapp/practice/{text}".encode()).digest()


def get_run(candidate_id: int, run_id: int, *, now: datetime, ports: Ports) -> PracticeRun:
    """One of this person's runs. Raises not_found; practice_closed while the person is being examined."""
    refuse_while_examined(candidate_id, now=now, ports=ports)
    run = db.session.get(PracticeRun, run_id)
    if run is None or run.candidate_id != candidate_id:
        raise DomainError("not_found", what="practice")
    return run


def slots_of(run: PracticeRun) -> list[tuple[dict, Item]]:
    """The slots of a run with their items, in order."""
    slots = json.loads(run.paper)["slots"]
    items = get_items((slot["item"], slot["revision"]) for slot in slots)
    return [(slot, items[(slot["item"], slot["revision"])]) for slot in slots]


def answers_of(run_id: int) -> dict[int, PracticeAnswer]:
    """The answers given so far by place, counted from 1."""
    rows = db.session.scalars(select(PracticeAnswer).where(PracticeAnswer.run_id == run_id))
    return {one.place: one for one in rows}


def answer_place(
    candidate_id: int, run_id: int, place: int, response: list[str], *, now: datetime, ports: Ports
) -> PracticeAnswer:
    """Mark and keep the first answer to a place; a second one changes nothing.

    Raises not_found, practice_empty (nothing chosen), choice_unknown.
    """
    with transaction() as session:
        session.get(PracticeRun, run_id, with_for_update=True)
        slots = slots_of(get_run(candidate_id, run_id, now=now, ports=ports))
        if not 1 <= place <= len(slots):
            raise DomainError("not_found", what="practice")
        held = session.get(PracticeAnswer, (run_id, place))
        if held is not None:
            return held
        item = slots[place - 1][1]
        ruling = get_rulings([(item.id, item.revision)]).get((item.id, item.revision))
        _check(item, response)
        # As things stand today; whoever reads it later asks practice_marks, which knows what was ruled since.
        made = PracticeAnswer(
            run_id=run_id,
            place=place,
            candidate_id=candidate_id,
            item_id=item.id,
            topic=item.topic.value,
            response=canonical_json(response),
            correct=is_right(item, response, ruling),
            answered_at=now,
        )
        session.add(made)
        return made


def _check(item: Item, response: list[str]) -> None:
    if not [one for one in response if one.strip()]:
        raise DomainError("practice_empty")
    if fault := rules_of(item.type).response_fault(item, response):
        raise DomainError(fault)
