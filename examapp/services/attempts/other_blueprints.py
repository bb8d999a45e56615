"""Papers made by another blueprint than the one meant, because that one fell short: kept with the paper and told."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Text, cast, func, select

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.exams import Registration
from examapp.models.inspections import Participant
from examapp.services.papers.paper_pools import Choice

_KIND = "other_blueprint"


@dataclass(frozen=True, slots=True)
class OtherBlueprint:
    """Which blueprint was meant, how many questions it was short of, which one made how many papers, and whose."""

    meant: str
    missing: int
    used: str
    count: int
    names: list[str]


def note_other_blueprint(attempt: Attempt, choice: Choice, *, now: datetime) -> None:
    """Keep that better fitting blueprints fell short; call inside the transaction that builds the paper."""
    if choice.passed_over:
        facts = {
            "used": choice.blueprint.name,
            "passed_over": [asdict(blueprint) for blueprint in choice.passed_over],
        }
        db.session.add(AttemptEvent(attempt_id=attempt.id, kind=_KIND, at=now, data=facts))


def of_quiz(quiz_id: int) -> list[OtherBlueprint]:
    """What the inspector of a quiz is told: one line for each blueprint that fell short, with the people."""
    rows = db.session.execute(
        select(AttemptEvent.data, Participant.name)
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(AttemptEvent.kind == _KIND, Participant.spot_quiz_id == quiz_id)
        .order_by(AttemptEvent.id)
    )
    return _grouped((facts, 1, [name]) for facts, name in rows)


def of_exam(exam_id: int) -> list[OtherBlueprint]:
    """The same for a whole exam, which may have a city's papers: counted by the database, nobody is named."""
    told = cast(AttemptEvent.data, Text)
    rows = db.session.execute(
        select(told, func.count())
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(AttemptEvent.kind == _KIND, Registration.exam_id == exam_id)
        .group_by(told)
        .order_by(told)
    )
    return _grouped((json.loads(facts), count, []) for facts, count in rows)


def _grouped(rows: Iterable[tuple[dict, int, list[str]]]) -> list[OtherBlueprint]:
    lines: dict[tuple, tuple[int, list[str]]] = {}
    for facts, count, names in rows:
        meant = facts["passed_over"][0]
        key = (meant["name"], meant["missing"], facts["used"])
        before, known = lines.get(key, (0, []))
        lines[key] = (before + count, [*known, *names])
    return [OtherBlueprint(*key, count, names) for key, (count, names) in lines.items()]
