"""Fresh attempts on a demonstration sitting, for load tests and the bench."""

import secrets
import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from examapp.domain.attempt_ids import RANDOM_BYTES, make_attempt_id
from examapp.domain.blueprints import Cell, PaperBlueprint, blueprint_to_dict
from examapp.domain.errors import DomainError
from examapp.domain.papers import Paper, assemble_paper, paper_to_dict
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.bank import Blueprint
from examapp.models.inspections import Inspection, Participant
from examapp.models.organizations import Enterprise
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.days import today_of
from examapp.services.core.demonstration import is_demonstration
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.papers.blueprint_defaults import add_revision
from examapp.services.papers.paper_pools import freeze_item_pool, load_pool
from examapp.services.quizzes.draw_seeds import papers_seed
from examapp.services.quizzes.spot_quizzes import add_quiz
from question_bank.model import Topic

BATCH = 200


def issue_attempts(
    count: int, items: int, minutes: int, *, ports: Ports, secret_key: str
) -> Iterator[tuple[str, str]]:
    """(attempt id, bearer token) of `count` new attempts with `items` items each. Raises not_a_demonstration."""
    if not is_demonstration():
        raise DomainError("not_a_demonstration")
    now = ports.clock.now()
    with transaction() as session:
        blueprint = _blueprint(items, minutes, now)
        quiz = add_quiz(_inspection(now).id, kind="quiz", now=now, ports=ports)
        quiz.item_pool_digest, quiz.state, quiz.opened_at = freeze_item_pool(now=now), "open", now
        quiz_id, blueprint_id, seed = quiz.id, blueprint.id, papers_seed(quiz, ports)
        definition = _definition(items, minutes)
        pool = load_pool(quiz.item_pool_digest, role="key_post", industry="gongmao", post=None)
        session.flush()
    for start in range(0, count, BATCH):
        with transaction():
            made = [
                _add_attempt(
                    quiz_id, blueprint_id, assemble_paper(definition, pool, seed, number), minutes, now
                )
                for number in range(start + 1, min(start + BATCH, count) + 1)
            ]
        yield from ((attempt_id, make_token(attempt_id, 1, secret_key)) for attempt_id in made)


def _add_attempt(quiz_id: int, blueprint_id: int, paper: Paper, minutes: int, now: datetime) -> str:
    participant = Participant(
        spot_quiz_id=quiz_id,
        number=paper.number,
        name=f"压测{paper.number}",
        role="key_post",
        origin="drawn",
        state="confirmed",
        blueprint_id=blueprint_id,
        blueprint_revision=1,
        created_at=now,
    )
    db.session.add(participant)
    db.session.flush()
    attempt = Attempt(
        id=make_attempt_id(now, secrets.token_bytes(RANDOM_BYTES)),
        participant_id=participant.id,
        paper=canonical_json(paper_to_dict(paper)),
        slot_count=len(paper.slots),
        allowed_seconds=minutes * 60,
        created_at=now,
        token_version=1,
    )
    db.session.add(attempt)
    return attempt.id


def _definition(items: int, minutes: int) -> PaperBlueprint:
    return PaperBlueprint(
        (Cell(tuple(topic.value for topic in Topic), (), 1, 5, items, 10),), minutes, 80, 100
    )


def _blueprint(items: int, minutes: int, now: datetime) -> Blueprint:
    name = f"压测 {items} 题 {minutes} 分钟"
    held = db.session.scalar(select(Blueprint).where(Blueprint.name == name))
    if held is None:
        # Retired from the start, so that no real quiz ever picks it.
        held = Blueprint(name=name, role="key_post", state="retired", revision=1)
        db.session.add(held)
        db.session.flush()
        add_revision(held, blueprint_to_dict(_definition(items, minutes)), account_id=None, now=now)
    return held


def _inspection(now: datetime) -> Inspection:
    enterprise_id = db.session.scalar(select(Enterprise.id).order_by(Enterprise.id).limit(1))
    made = Inspection(
        number=f"LOAD-{uuid.uuid4().hex[:12]}",
        enterprise_id=enterprise_id,
        inspected_on=today_of(now),
        origin="entered",
        exemption_reason="压力测试，不计入覆盖率",
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made
