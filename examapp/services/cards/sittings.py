"""A sitting on paper: people are looked at, papers handed out and collected, newcomers written down."""

from collections.abc import Collection
from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.answer_cards import PaperSitting
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.cards.card_forms import require_paper
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_participant, get_spot_quiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.likenesses import find_participants
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.seat_claims import add_walk_in, confirm_person
from examapp.services.quizzes.seats import check_facts
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state


def find_sitting(quiz_id: int) -> PaperSitting | None:
    """The sitting of a quiz, once papers were handed out."""
    return db.session.get(PaperSitting, quiz_id, populate_existing=True)


def hand_out(quiz_id: int, present: Collection[int], *, actor: Actor, now: datetime) -> PaperSitting:
    """The papers lie before these people, whose faces were compared with their ID cards: the time runs for all.

    The first call begins the time; a later one lets somebody in who came late, with what is left of it. Twice is once.
    Raises nobody_present, papers_collected, state_conflict.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction() as session:
        quiz = _held(quiz_id)
        sitting = session.get(PaperSitting, quiz_id, with_for_update=True)
        if sitting is not None and sitting.collected_at is not None:
            raise DomainError("papers_collected")
        people = [person for person in list_participants(quiz_id) if person.id in present]
        if not people:
            raise DomainError("nobody_present")
        if sitting is None:
            sitting = PaperSitting(spot_quiz_id=quiz_id, begun_at=now, begun_by=actor.label[:60])
            session.add(sitting)
        fresh = [person for person in people if person.state in ("expected", "waiting", "confirmed")]
        for person in fresh:
            confirm_person(person, attempt_of(person.id), "id_card_checked", actor=actor, now=now)
            person.state = "answering"
        if fresh:
            facts = {"people": [person.id for person in fresh]}
            record_act("papers.handed_out", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
        return sitting


def collect(quiz_id: int, *, actor: Actor, now: datetime) -> None:
    """All papers are back on the inspector's table: nobody writes any more. Twice is once. Raises papers_not_out."""
    get_spot_quiz(actor, quiz_id)
    with transaction() as session:
        _held(quiz_id)
        sitting = session.get(PaperSitting, quiz_id, with_for_update=True)
        if sitting is None:
            raise DomainError("papers_not_out")
        if sitting.collected_at is None:
            sitting.collected_at, sitting.collected_by = now, actor.label[:60]
            facts = {"minutes": int((now - sitting.begun_at).total_seconds() // 60)}
            record_act("papers.collected", f"quiz:{quiz_id}", actor=actor, now=now, data=facts)


def add_by_hand(
    quiz_id: int,
    name: str,
    id_tail: str,
    role: str,
    post: str | None,
    document_kind: str | None,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> Participant:
    """Somebody who is not on the list and has no phone here gets number and paper; the same person again is once.

    Raises what a walk-in's own form refuses (name_missing, tail_malformed, ...), too_many_walk_ins, state_conflict.
    """
    get_spot_quiz(actor, quiz_id)
    name, tail = check_facts(name, id_tail, role, post, document_kind)
    with transaction():
        quiz = _held(quiz_id)
        known = find_participants(quiz_id, name, tail, ports)
        if known:
            return known[0]
        facts = {"name": name, "role": role, "post": post, "document_kind": document_kind}
        return add_walk_in(
            quiz, by_hand=True, state="expected", id_tail=tail, actor=actor, now=now, ports=ports, **facts
        )


def give_up_card(participant_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Somebody got a paper and there is no card to read (kept, torn, walked off): absent, with the reason.

    Twice is once. Raises reason_missing, state_conflict when the card was settled.
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("absent_reason_missing", people=[participant_id])
    quiz_id = get_participant(actor, participant_id).spot_quiz_id
    with transaction():
        _held(quiz_id)
        person = db.session.get(Participant, participant_id, with_for_update=True, populate_existing=True)
        if person.state == "absent":
            return
        if person.state != "answering":
            raise DomainError("state_conflict", state=person.state)
        person.state, person.reason = "absent", reason
        facts = {"reason": reason}
        record_act("card.given_up", f"participant:{person.id}", actor=actor, now=now, data=facts)


def _held(quiz_id: int) -> SpotQuiz:
    quiz = require_paper(locked_quiz(quiz_id))
    require_state(quiz, "open")
    return quiz
