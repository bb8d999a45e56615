"""Participants of a quiz: each gets a number, a blueprint and a finished paper before the quiz opens."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from examapp.domain.attempt_ids import RANDOM_BYTES, make_attempt_id
from examapp.domain.draws import derive_draw_seed
from examapp.domain.id_documents import tail_of
from examapp.domain.papers import assemble_paper, paper_to_dict
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Employment
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.attempts.other_blueprints import note_other_blueprint
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json
from examapp.services.papers.paper_pools import choose_blueprint, load_definition, load_pool
from examapp.services.people.posts import main_post
from examapp.services.quizzes.quiz_facts import facts_of, frozen_locality


def person_key(employment_id: int) -> str:
    """How a person stands in the drawn pool: a number without meaning outside."""
    return f"e{employment_id}"


def add_participant(
    quiz: SpotQuiz, *, name: str, role: str, post: str | None, origin: str, state: str, now: datetime, **facts
) -> Participant:
    """Add one person with the next number and build the paper; call inside a transaction that holds the quiz."""
    locality = frozen_locality(quiz)
    excluded = frozenset(facts.get("excluded_items") or ())
    choice = choose_blueprint(role, post, locality, quiz.item_pool_digest, excluded)
    participant = Participant(
        spot_quiz_id=quiz.id,
        number=quiz.next_number,
        name=name,
        role=role,
        post=post,
        origin=origin,
        state=state,
        blueprint_id=choice.blueprint.id,
        blueprint_revision=choice.blueprint.revision,
        created_at=now,
        **facts,
    )
    quiz.next_number += 1
    db.session.add(participant)
    db.session.flush()
    participant.spot_quiz = quiz
    attempt = _build_attempt(quiz, participant, locality.industry, now)
    note_other_blueprint(attempt, choice, now=now)
    return participant


def add_employee(
    quiz: SpotQuiz, employment: Employment, *, origin: str, now: datetime, ports: Ports, **facts
) -> Participant:
    """Add somebody from the roster as it was at the draw; the last four of the ID number are sealed for comparing."""
    person = facts_of(quiz)["people"].get(person_key(employment.id)) or describe_employee(employment)
    id_number = ports.sealer.open(employment.candidate.id_number_sealed, "id_number")
    return add_participant(
        quiz,
        **person,
        origin=origin,
        state="expected",
        now=now,
        candidate_id=employment.candidate_id,
        employment_id=employment.id,
        id_tail_sealed=ports.sealer.seal(tail_of(id_number), "id_tail"),
        document_kind=employment.candidate.document_kind,
        **facts,
    )


def describe_employee(employment: Employment) -> dict:
    """Name, role and main post as the roster says at this moment: what the draw freezes of a person."""
    return {
        "name": employment.candidate.name,
        "role": employment.role,
        "post": main_post(employment),
    }


def describe_roster(employments: Iterable[Employment]) -> dict[str, dict]:
    """The same of everybody, by their keys in the drawn pool."""
    return {person_key(employment.id): describe_employee(employment) for employment in employments}


def attempt_of(participant_id: int) -> Attempt:
    """The attempt of a participant."""
    return db.session.scalar(select(Attempt).where(Attempt.participant_id == participant_id))


def open_attempts(quiz_id: int) -> list[Attempt]:
    """The papers of a quiz whose clocks run now, in the order of their ids."""
    query = (
        select(Attempt)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(Participant.spot_quiz_id == quiz_id, Attempt.state == "open")
    )
    return list(db.session.scalars(query.order_by(Attempt.id)))


def end_tokens(participant_id: int) -> None:
    """Whatever device holds the paper holds it no longer; the next gets a token of its own.
    Call inside a transaction.
    """
    db.session.execute(
        update(Attempt)
        .where(Attempt.participant_id == participant_id)
        .values(token_version=Attempt.token_version + 1)
    )


def forget_walk_ins(quiz_id: int, *, now: datetime) -> None:
    """Names and last four of walk-ins whom nobody granted go with the end of the quiz; call inside a transaction."""
    query = select(SeatClaim).where(SeatClaim.spot_quiz_id == quiz_id, SeatClaim.participant_id.is_(None))
    for claim in db.session.scalars(query):
        claim.name, claim.id_tail_sealed = "", None
        if claim.state == "asked":
            claim.state, claim.decided_at = "replaced", now


def _build_attempt(quiz: SpotQuiz, participant: Participant, industry: str, now: datetime) -> Attempt:
    blueprint = load_definition(participant.blueprint_id, participant.blueprint_revision)
    pool = load_pool(quiz.item_pool_digest, role=participant.role, industry=industry, post=participant.post)
    paper = assemble_paper(
        blueprint,
        pool,
        derive_draw_seed(quiz.seed, quiz.nonce),
        participant.number,
        frozenset(participant.excluded_items or ()),
    )
    attempt = Attempt(
        id=make_attempt_id(now, secrets.token_bytes(RANDOM_BYTES)),
        participant_id=participant.id,
        paper=canonical_json(paper_to_dict(paper)),
        slot_count=len(paper.slots),
        allowed_seconds=blueprint.minutes * 60,
        created_at=now,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt
