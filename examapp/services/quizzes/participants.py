"""Participants of a quiz: each gets a number, a blueprint and a finished paper before the quiz opens."""

import secrets
from datetime import datetime

from sqlalchemy import select, update

from examapp.domain.attempt_ids import RANDOM_BYTES, make_attempt_id
from examapp.domain.draws import derive_draw_seed
from examapp.domain.papers import assemble_paper, paper_to_dict
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Employment
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json
from examapp.services.papers.paper_pools import choose_blueprint, load_definition, load_pool
from examapp.services.people.posts import main_post


def person_key(employment_id: int) -> str:
    """How a person stands in the drawn pool: a number without meaning outside."""
    return f"e{employment_id}"


def add_participant(
    quiz: SpotQuiz, *, name: str, role: str, post: str | None, origin: str, state: str, now: datetime, **facts
) -> Participant:
    """Add one person with the next number and build the paper; call inside a transaction that holds the quiz."""
    enterprise = quiz.inspection.enterprise
    excluded = frozenset(facts.get("excluded_items") or ())
    blueprint = choose_blueprint(role, post, enterprise, quiz.item_pool_digest, excluded)
    participant = Participant(
        spot_quiz_id=quiz.id,
        number=quiz.next_number,
        name=name,
        role=role,
        post=post,
        origin=origin,
        state=state,
        blueprint_id=blueprint.id,
        blueprint_revision=blueprint.revision,
        created_at=now,
        **facts,
    )
    quiz.next_number += 1
    db.session.add(participant)
    db.session.flush()
    participant.spot_quiz = quiz
    _build_attempt(quiz, participant, enterprise.industry, now)
    return participant


def add_employee(
    quiz: SpotQuiz, employment: Employment, *, origin: str, now: datetime, ports: Ports, **facts
) -> Participant:
    """Add somebody from the roster; the last four of the ID number are sealed with the participant for comparing."""
    id_number = ports.sealer.open(employment.candidate.id_number_sealed, "id_number")
    return add_participant(
        quiz,
        name=employment.candidate.name,
        role=employment.role,
        post=main_post(employment),
        origin=origin,
        state="expected",
        now=now,
        candidate_id=employment.candidate_id,
        employment_id=employment.id,
        id_tail_sealed=ports.sealer.seal(id_number[-4:], "id_tail"),
        **facts,
    )


def attempt_of(participant_id: int) -> Attempt:
    """The attempt of a participant."""
    return db.session.scalar(select(Attempt).where(Attempt.participant_id == participant_id))


def end_tokens(participant_id: int) -> None:
    """Whatever device holds the paper holds it no longer; the next gets a token of its own. Call inside a transaction."""
    db.session.execute(
        update(Attempt)
        .where(Attempt.participant_id == participant_id)
        .values(token_version=Attempt.token_version + 1)
    )


def _build_attempt(quiz: SpotQuiz, participant: Participant, industry: str, now: datetime) -> None:
    blueprint = load_definition(participant.blueprint_id, participant.blueprint_revision)
    pool = load_pool(quiz.item_pool_digest, role=participant.role, industry=industry, post=participant.post)
    paper = assemble_paper(
        blueprint,
        pool,
        derive_draw_seed(quiz.seed, quiz.nonce),
        participant.number,
        frozenset(participant.excluded_items or ()),
    )
    db.session.add(
        Attempt(
            id=make_attempt_id(now, secrets.token_bytes(RANDOM_BYTES)),
            participant_id=participant.id,
            paper=canonical_json(paper_to_dict(paper)),
            slot_count=len(paper.slots),
            allowed_seconds=blueprint.minutes * 60,
            created_at=now,
        )
    )
