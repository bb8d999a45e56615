"""Participants of a quiz: each gets a number, a blueprint and a finished paper before the quiz opens."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, update

from examapp.domain.answer_cards.layout import CAN_BE_PRINTED
from examapp.domain.attempt_ids import RANDOM_BYTES, make_attempt_id
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import tail_of
from examapp.domain.papers import assemble_paper, paper_to_dict, stored_items
from examapp.domain.surroundings import EarlierPaper, Surroundings, surround
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Employment
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.attempts.other_blueprints import note_other_blueprint
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import canonical_json
from examapp.services.papers.item_uses import load_use_table
from examapp.services.papers.met_items import met_by_candidate
from examapp.services.papers.paper_pools import (
    blueprint_key,
    choose_blueprint,
    load_definition,
    load_pool,
    load_whole_pool,
)
from examapp.services.quizzes.draw_freezes import PaperRules, rules_of
from examapp.services.quizzes.draw_seeds import papers_seed
from examapp.services.quizzes.quiz_facts import facts_of, frozen_locality


def person_key(employment_id: int) -> str:
    """How a person stands in the drawn pool: a number without meaning outside."""
    return f"e{employment_id}"


def add_participant(
    quiz: SpotQuiz,
    *,
    name: str,
    role: str,
    post: str | None,
    origin: str,
    state: str,
    now: datetime,
    ports: Ports,
    id_tail: str = "",
    earlier: list[EarlierPaper] | None = None,
    **facts,
) -> Participant:
    """Add one person (`id_tail`: last four, "" = unknown) with number and paper; in a transaction that holds the quiz.

    Who adds many in a row passes the papers of the quiz so far as `earlier`, which grows; else they are read.
    """
    locality = frozen_locality(quiz)
    facts["excluded_items"] = _excluded(quiz, facts.get("excluded_items") or [])
    barred, frozen = frozenset(facts["excluded_items"]), rules_of(quiz).blueprints
    choice = choose_blueprint(role, post, locality, quiz.item_pool_digest, barred, frozen=frozen)
    participant = Participant(
        spot_quiz_id=quiz.id,
        number=quiz.next_number,
        name=name,
        role=role,
        post=post,
        origin=origin,
        state=state,
        blueprint_id=choice.blueprint.id,
        blueprint_revision=choice.revision,
        created_at=now,
        **facts,
    )
    _enter(participant, quiz, id_tail, ports)
    earlier = _papers_before(participant) if earlier is None else earlier
    attempt = _build_attempt(quiz, participant, locality.industry, earlier, now, ports)
    note_other_blueprint(attempt, choice, now=now)
    return participant


def _excluded(quiz: SpotQuiz, excluded: Collection[str]) -> list[str]:
    """Ids that this person must not get; on paper also all items of the frozen pool that no card can hold."""
    if quiz.medium != "paper":
        return list(excluded)
    pool = load_whole_pool(quiz.item_pool_digest)
    return sorted({*excluded, *(row["id"] for row in pool if row["type"] not in CAN_BE_PRINTED)})


def _enter(participant: Participant, quiz: SpotQuiz, id_tail: str, ports: Ports) -> None:
    """The number is taken; the row has its id, which the sealed last four are bound to."""
    quiz.next_number += 1
    db.session.add(participant)
    db.session.flush()
    if id_tail:
        seal_field(participant, "id_tail_sealed", id_tail, ports.sealer)
    participant.spot_quiz = quiz


def add_drawn(
    quiz: SpotQuiz, key: str, role: str, *, origin: str, now: datetime, ports: Ports, **facts
) -> Participant:
    """Add somebody of the frozen roster in the role that they were drawn in, as the roster said then."""
    person = facts_of(quiz)["people"][key]
    employment = db.session.get(Employment, int(key[1:]))
    # What was frozen under v1 knows one role of everybody.
    post = person["roles"][role] if "roles" in person else person["post"]
    facts = {"name": person["name"], "role": role, "post": post, "origin": origin, **facts}
    return add_employee(quiz, employment, now=now, ports=ports, **facts)


def add_employee(
    quiz: SpotQuiz, employment: Employment, *, now: datetime, ports: Ports, **facts
) -> Participant:
    """Add somebody from the roster; the last four of the ID number are sealed for comparing."""
    id_number = open_field(employment.candidate, "id_number_sealed", ports.sealer)
    return add_participant(
        quiz,
        state="expected",
        now=now,
        ports=ports,
        candidate_id=employment.candidate_id,
        employment_id=employment.id,
        id_tail=tail_of(id_number),
        document_kind=employment.candidate.document_kind,
        **facts,
    )


def describe_roster(people: Mapping[str, dict]) -> dict[str, dict]:
    """What the record's facts keep of everybody who can be called: name, the first role with its post, all roles."""
    return {
        key: {
            "name": person["name"],
            "role": next(iter(person["roles"])),
            "post": next(iter(person["roles"].values())),
            "roles": person["roles"],
        }
        for key, person in people.items()
    }


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


def refuse_unsettled_cards(quiz: SpotQuiz) -> None:
    """Whoever answered on paper is neither absent nor marked before the card is read. Raises cards_unsettled."""
    if quiz.medium != "paper":
        return
    query = select(Participant.id).where(
        Participant.spot_quiz_id == quiz.id, Participant.state == "answering"
    )
    if unsettled := list(db.session.scalars(query)):
        raise DomainError("cards_unsettled", people=unsettled)


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


def what_was_met(rules: PaperRules, participant: Participant, now: datetime) -> list[str]:
    """Items of 90 days: as frozen with the roster; of a re-test as of now; of a walk-in nothing is known."""
    if participant.origin == "walk_in" or participant.employment_id is None:
        return []
    if participant.origin == "retest":
        met = met_by_candidate([participant.candidate_id], now=now).get(participant.candidate_id, [])
        return sorted(set(met) - set(participant.excluded_items))
    return list(rules.met.get(person_key(participant.employment_id), ()))


def surroundings_of(
    rules: PaperRules, participant: Participant, earlier: list[EarlierPaper], met: list[str]
) -> Surroundings:
    """What the paper is built beside: the papers of this quiz with lower numbers, and the counts as frozen."""
    table = load_use_table(participant.blueprint_id, rules.uses.get(participant.blueprint_id))
    return surround(table, earlier, _key_of(participant), met)


def _papers_before(participant: Participant) -> list[EarlierPaper]:
    rows = db.session.execute(
        select(Participant.blueprint_id, Participant.blueprint_revision, Attempt.paper)
        .join(Attempt, Attempt.participant_id == Participant.id)
        .where(Participant.spot_quiz_id == participant.spot_quiz_id, Participant.number < participant.number)
        .order_by(Participant.number)
    )
    return [
        EarlierPaper(blueprint_key(row.blueprint_id, row.blueprint_revision), stored_items(row.paper))
        for row in rows
    ]


def _key_of(participant: Participant) -> str:
    return blueprint_key(participant.blueprint_id, participant.blueprint_revision)


def _build_attempt(
    quiz: SpotQuiz,
    participant: Participant,
    industry: str,
    earlier: list[EarlierPaper],
    now: datetime,
    ports: Ports,
) -> Attempt:
    blueprint = load_definition(participant.blueprint_id, participant.blueprint_revision)
    pool = load_pool(quiz.item_pool_digest, role=participant.role, industry=industry, post=participant.post)
    key = _key_of(participant) if quiz.algorithm != "v1" else ""
    rules = rules_of(quiz)
    met = what_was_met(rules, participant, now) if rules.fair else []
    paper = assemble_paper(
        blueprint,
        pool,
        papers_seed(quiz, ports),
        participant.number,
        frozenset(participant.excluded_items or ()),
        key=key,
        surroundings=surroundings_of(rules, participant, earlier, met) if rules.fair else None,
    )
    earlier.append(EarlierPaper(_key_of(participant), paper.items))
    attempt = Attempt(
        id=make_attempt_id(now, secrets.token_bytes(RANDOM_BYTES)),
        participant_id=participant.id,
        paper=canonical_json(paper_to_dict(paper) | ({"met": met} if rules.fair else {})),
        slot_count=len(paper.slots),
        allowed_seconds=blueprint.minutes * 60,
        created_at=now,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt
