"""The nod: an inspector grants a device its seat or says why not; nothing else opens a paper."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.likenesses import find_participants, is_free, is_like
from examapp.services.quizzes.participants import add_participant, attempt_of
from examapp.services.quizzes.seats import asked_claims, granted_claim
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state

LEVELS = ("id_card_checked", "known_to_inspector", "attested")
MOST_WALK_INS = 60
# How long a refusal can be taken back on the board.
UNDO = timedelta(minutes=10)


def get_claim(actor: Actor, claim_id: int) -> SeatClaim:
    """A claim of a quiz in scope. Raises not_found."""
    claim = db.session.get(SeatClaim, claim_id)
    if claim is None:
        raise DomainError("not_found")
    get_spot_quiz(actor, claim.spot_quiz_id)
    return claim


def list_claims(quiz_id: int, *, now: datetime) -> list[SeatClaim]:
    """Who waits for the nod, oldest first, and refusals that can still be taken back."""
    query = select(SeatClaim).where(
        SeatClaim.spot_quiz_id == quiz_id,
        (SeatClaim.state == "asked")
        | ((SeatClaim.state == "declined") & (SeatClaim.decided_at > now - UNDO)),
    )
    return list(db.session.scalars(query.order_by(SeatClaim.id)))


def grant_claim(
    claim_id: int,
    level: str,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
    how: str = "board",
    participant_id: int | None = None,
) -> None:
    """Face and ID card were compared; this device may open the paper, and whichever had it before may not. Twice is once.

    A walk-in becomes a participant with number and paper, or the person of the list who bears the name or the last
    four: `participant_id`. Raises identity_level_unknown, too_many_walk_ins, state_conflict for a claim that was
    decided otherwise, for somebody who has handed in and for a person of the list who has nothing in common with the claim.
    """
    if level not in LEVELS:
        raise DomainError("identity_level_unknown", level=level)
    with _held(claim_id, actor) as (quiz, claim):
        if claim.state == "granted":
            return
        if claim.state != "asked":
            raise DomainError("state_conflict")
        person = (
            _participant_of(quiz, claim, actor, now, ports)
            if participant_id is None
            else _person_meant(claim, participant_id, ports)
        )
        if person.state in ("done", "swapped"):
            raise DomainError("state_conflict")
        attempt = attempt_of(person.id)
        _replace_others(person, claim, attempt, now)
        claim.participant_id = person.id
        _decide(claim, "granted", how, actor, now)
        confirm_person(person, attempt, level, actor=actor, now=now)


def grant_waiting(
    quiz_id: int, claim_ids: Collection[int], *, actor: Actor, now: datetime, ports: Ports
) -> int:
    """The claims of people who all stand here; gives how many were granted.

    Passed over: what was decided meanwhile, walk-ins, whoever holds a device already or asks from several. Nobody's
    running paper moves by a tap that was meant for others.
    """
    granted = 0
    for claim in list_claims(quiz_id, now=now):
        person = claim.participant
        if claim.id not in claim_ids or claim.state != "asked" or person is None or person.state != "waiting":
            continue
        if len(asked_claims(person.id)) == 1:
            grant_claim(claim.id, "id_card_checked", actor=actor, now=now, ports=ports)
            granted += 1
    return granted


def decline_claim(claim_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """It is somebody else, with the reason that the phone shows. The person stays expected, never absent. Twice is once.

    Raises refusal_reason_missing.
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("refusal_reason_missing")
    with _held(claim_id, actor) as (_, claim):
        if claim.state == "declined":
            return
        if claim.state != "asked":
            raise DomainError("state_conflict")
        claim.reason = reason
        _decide(claim, "declined", "board", actor, now)
        _show_waiting(claim.participant)
        record_act("identity.declined", _subject(claim), actor=actor, now=now, data={"reason": claim.reason})


def decline_walk_ins(quiz_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Refuse everybody who waits without being on the list; gives how many. Raises refusal_reason_missing."""
    waiting = [claim for claim in list_claims(quiz_id, now=now) if claim.participant_id is None]
    asked = [claim.id for claim in waiting if claim.state == "asked"]
    for claim_id in asked:
        decline_claim(claim_id, reason, actor=actor, now=now)
    return len(asked)


def take_back_refusal(claim_id: int, *, actor: Actor, now: datetime) -> None:
    """The device waits again. Twice is once; nothing happens to somebody who has handed in meanwhile."""
    with _held(claim_id, actor) as (_, claim):
        if claim.state == "asked":
            return
        person = claim.participant
        if claim.state != "declined" or (person is not None and person.state in ("done", "swapped")):
            raise DomainError("state_conflict")
        claim.state, claim.reason = "asked", ""
        claim.decided_at = claim.decided_by_id = claim.decided_how = None
        _show_waiting(person)
        record_act("identity.refusal_taken_back", _subject(claim), actor=actor, now=now)


def confirm_person(person: Participant, attempt: Attempt, level: str, *, actor: Actor, now: datetime) -> None:
    """The person was seen by the inspector and may answer; call inside a transaction that holds the quiz."""
    person.state = "answering" if attempt.state == "open" else "confirmed"
    person.identity_level, person.identified_at = level, now
    person.identified_by_id = actor.inspector_id
    person.reason = ""
    facts = {"level": level}
    record_act("identity.confirmed", f"participant:{person.id}", actor=actor, now=now, data=facts)


def _participant_of(
    quiz: SpotQuiz, claim: SeatClaim, actor: Actor, now: datetime, ports: Ports
) -> Participant:
    if claim.participant_id is not None:
        return db.session.get(Participant, claim.participant_id, with_for_update=True, populate_existing=True)
    tail = open_field(claim, "id_tail_sealed", ports.sealer)
    # The same person may have asked from two devices before the first nod.
    known = find_participants(quiz.id, claim.name, tail, ports)
    if known:
        return known[0]
    facts = {"name": claim.name, "role": claim.role, "post": claim.post, "document_kind": claim.document_kind}
    return add_walk_in(quiz, state="waiting", id_tail=tail, actor=actor, now=now, ports=ports, **facts)


def add_walk_in(
    quiz: SpotQuiz, *, by_hand: bool = False, actor: Actor, now: datetime, ports: Ports, **facts
) -> Participant:
    """Somebody who is on no list gets number and paper (`facts` as add_participant); in a transaction that holds the quiz.

    `by_hand`: the inspector wrote the person down, no phone asked. Raises too_many_walk_ins.
    """
    if sum(person.origin == "walk_in" for person in list_participants(quiz.id)) >= MOST_WALK_INS:
        raise DomainError("too_many_walk_ins", most=MOST_WALK_INS)
    person = add_participant(quiz, origin="walk_in", now=now, ports=ports, **facts)
    said = {"quiz": quiz.id, "role": person.role} | ({"by_hand": True} if by_hand else {})
    record_act("walk_in.added", f"participant:{person.id}", actor=actor, now=now, data=said)
    return person


def _person_meant(claim: SeatClaim, participant_id: int, ports: Ports) -> Participant:
    """Somebody of the list whom the inspector recognised in a walk-in; nobody else's device moves by that."""
    person = db.session.get(Participant, participant_id, with_for_update=True, populate_existing=True)
    if person is None or person.spot_quiz_id != claim.spot_quiz_id or claim.participant_id is not None:
        raise DomainError("state_conflict")
    if not is_free(person) or not is_like(claim, person, ports):
        raise DomainError("state_conflict")
    claim.name, claim.id_tail_sealed, claim.document_kind = "", None, None
    return person


def _replace_others(person: Participant, claim: SeatClaim, attempt: Attempt, now: datetime) -> None:
    before = granted_claim(person.id)
    for other in [*asked_claims(person.id), *([before] if before else [])]:
        if other.id != claim.id:
            other.state, other.decided_at = "replaced", now
    # Written before the new grant: at most one is granted at any time.
    db.session.flush()
    if before is not None or person.identified_at is not None:
        attempt.token_version += 1
        db.session.add(
            AttemptEvent(attempt_id=attempt.id, kind="other_device", at=now, actor="inspector", data={})
        )


def _decide(claim: SeatClaim, state: str, how: str, actor: Actor, now: datetime) -> None:
    claim.state, claim.decided_at = state, now
    claim.decided_by_id, claim.decided_how = actor.inspector_id, how


def _show_waiting(person: Participant | None) -> None:
    """Whoever is neither confirmed nor answering is waiting while a device of theirs asks, else expected."""
    if person is None or person.state not in ("expected", "waiting"):
        return
    query = select(func.count(SeatClaim.id)).where(
        SeatClaim.participant_id == person.id, SeatClaim.state == "asked"
    )
    db.session.flush()
    person.state = "waiting" if db.session.scalar(query) else "expected"


def _subject(claim: SeatClaim) -> str:
    return f"participant:{claim.participant_id}" if claim.participant_id else f"claim:{claim.id}"


@contextmanager
def _held(claim_id: int, actor: Actor) -> Iterator[tuple[SpotQuiz, SeatClaim]]:
    """A transaction that holds the open quiz and the claim."""
    quiz_id = get_claim(actor, claim_id).spot_quiz_id
    with transaction() as session:
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "open")
        yield quiz, session.get(SeatClaim, claim_id, with_for_update=True, populate_existing=True)
