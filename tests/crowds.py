"""Many handed-in papers without many people: rows as the hand-in writes them, for figures that need a crowd."""

import json
import random
import uuid

from sqlalchemy import func, select

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.attempts.attempts import to_ms
from examapp.services.attempts.rulings import mark_paper
from examapp.services.core.rollups import note_hand_in
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from question_bank.model import ItemType

SLOTS = 8


def hand_in_papers(
    quiz: SpotQuiz,
    ports,
    *,
    count: int,
    upside_down: bool = False,
    known: bool = False,
    seed: int = 1,
    last: str = "",
) -> str:
    """Papers of the same eight single-choice items (the last may be named); gives the last item's id.

    Stronger people are right more often; `upside_down` turns that round for that item, `known` makes everybody right there.
    """
    dice = random.Random(seed)
    items = _items(last)
    paper = {"number": 1, "slots": [_slot(item) for item in items]}
    held = select(Participant).where(Participant.spot_quiz_id == quiz.id)
    pattern = db.session.scalars(held).first() or db.session.scalars(select(Participant)).first()
    start = (
        db.session.scalar(select(func.max(Participant.number)).where(Participant.spot_quiz_id == quiz.id))
        or 0
    )
    with transaction() as session:
        for place in range(count):
            strength = place / max(1, count - 1)
            rights = [dice.random() < 0.15 + 0.7 * strength for _ in items]
            if upside_down:
                rights[-1] = strength < 0.5
            rights[-1] = known or rights[-1]
            participant = _participant(pattern, quiz.id, start + 1 + place)
            session.add(participant)
            session.flush()
            _hand_in(session, participant, paper, _responses(dice, items, rights), ports)
    return items[-1].id


def same_quiz_at(quiz: SpotQuiz, enterprise_id: int) -> SpotQuiz:
    """A quiz like this one at another enterprise, without people."""
    with transaction() as session:
        inspection = _copy(
            quiz.inspection,
            enterprise_id=enterprise_id,
            number=f"{quiz.inspection.number}-2",
            rating_token=None,
        )
        session.add(inspection)
        session.flush()
        other = _copy(quiz, inspection_id=inspection.id, code=f"{quiz.code[:-1]}Z", number_token=None)
        session.add(other)
    return other


def _copy(row, **changes):
    kept = {one.key: getattr(row, one.key) for one in row.__table__.columns if one.key != "id"}
    return type(row)(**{**kept, **changes})


def _items(last: str) -> list:
    stored = db.session.execute(db.text("select id, revision from bank_items order by id")).all()
    found = get_items((row.id, row.revision) for row in stored)
    singles = [item for item in found.values() if item.type is ItemType.single and not item.case]
    named = [item for item in singles if item.id == last]
    return [item for item in singles if item.id != last][: SLOTS - len(named)] + named


def _slot(item) -> dict:
    return {
        "item": item.id,
        "revision": item.revision,
        "choices": [one.id for one in item.choices],
        "points": 10,
    }


def _participant(pattern: Participant, quiz_id: int, number: int) -> Participant:
    return Participant(
        spot_quiz_id=quiz_id,
        number=number,
        name=f"试{number}",
        role=pattern.role,
        origin="walk_in",
        state="done",
        blueprint_id=pattern.blueprint_id,
        blueprint_revision=pattern.blueprint_revision,
        created_at=pattern.created_at,
    )


def _responses(dice: random.Random, items: list, rights: list[bool]) -> list[list[str]]:
    wrong = [[one.id for one in item.choices if one.id not in item.answer_key] for item in items]
    return [
        list(item.answer_key) if right else [dice.choice(others)]
        for item, right, others in zip(items, rights, wrong, strict=True)
    ]


def _hand_in(session, participant: Participant, paper: dict, responses: list, ports) -> None:
    moment = ports.clock.now()
    attempt = Attempt(
        id=uuid.uuid4().hex,
        participant_id=participant.id,
        state="submitted",
        paper=json.dumps(paper),
        slot_count=len(responses),
        allowed_seconds=300,
        created_at=moment,
        started_ms=to_ms(moment),
        deadline_ms=to_ms(moment) + 300_000,
        submitted_ms=to_ms(moment) + 200_000,
        how="self",
    )
    session.add(attempt)
    session.flush()
    marks = mark_paper(paper, {place: tuple(one) for place, one in enumerate(responses, 1)})
    result = AttemptResult(
        attempt_id=attempt.id,
        version=1,
        score_tenths=sum(mark.tenths for mark in marks),
        full_tenths=100 * len(marks),
        passed=False,
        marks=json.dumps([mark.tenths for mark in marks]),
        responses=json.dumps(responses),
        created_at=moment,
    )
    session.add(result)
    note_hand_in(attempt, result)
