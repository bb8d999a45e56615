"""A candidate's device asks for a seat in an open quiz: says who it is, waits for the inspector's nod,
gets the paper.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, fits_tail, plain_tail
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import checked_name
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.people.posts import ROLES_WITH_POSTS
from examapp.services.quizzes.likenesses import find_participants
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state
from question_bank.model import Post, Role

# Devices that may wait at once: of one person (a phone, another one, the browser inside an app), of walk-ins in one
# quiz, of walk-ins behind one address. Who was refused waits no longer, so that nobody can fill the queue for good.
MOST_DEVICES = 3
MOST_WAITING = 60
MOST_WAITING_OF_ADDRESS = 40


@dataclass(frozen=True, slots=True)
class Device:
    """The asking device: words for the inspector, its address only to tell addresses apart, and the token of the claim
    that this browser holds already, if any.
    """

    words: str = ""
    address: str = ""
    token: str = ""


NOBODY = Device()


def find_open_quiz(code: str) -> SpotQuiz:
    """The open quiz of a code, however it was typed. Raises quiz_unknown, quiz_closed, quiz_on_paper."""
    quiz = db.session.scalar(select(SpotQuiz).where(SpotQuiz.code == _plain(code)))
    if quiz is None or quiz.state == "prepared":
        raise DomainError("quiz_unknown")
    if quiz.state != "open":
        raise DomainError("quiz_closed")
    if quiz.medium == "paper":
        raise DomainError("quiz_on_paper")
    return quiz


def _plain(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", plain_code(code[:60]))[:12]


def sat_in_quiz(token: str, code: str) -> bool:
    """Whether this device was given a seat in the quiz of that code."""
    claim = _claim_of(token)
    return claim is not None and claim.state == "granted" and claim.spot_quiz.code == _plain(code)


def take_seat(
    code: str,
    name: str,
    id_tail: str,
    *,
    now: datetime,
    ports: Ports,
    device: Device = NOBODY,
    participant_id: int | None = None,
) -> str:
    """Find the person by name and last four of the ID and ask for a seat; gives the token of this device's claim.

    The device that was granted before goes on undisturbed until the inspector grants this one.
    `participant_id` says which one, where several of the quiz share name and tail. Raises name_not_matching: the
    same for a wrong name and a wrong tail; several_of_name with those people; seat_done after the hand-in.
    """
    quiz = find_open_quiz(code)
    tail = _checked_tail(id_tail)
    with transaction():
        quiz = locked_quiz(quiz.id)
        require_state(quiz, "open")
        people = find_participants(quiz.id, name, tail, ports)
        if not people:
            raise DomainError("name_not_matching")
        return _ask(quiz, _chosen(people, participant_id), device, now, ports)


def take_walk_in_seat(
    code: str,
    name: str,
    id_tail: str,
    role: str,
    post: str | None,
    *,
    now: datetime,
    ports: Ports,
    document_kind: str | None = None,
    device: Device = NOBODY,
) -> str:
    """Ask for a seat for somebody who is not among the drawn; number and paper come with the inspector's nod.
    `document_kind`: what the last four stand on, None where nobody asked. Raises as check_facts, too_many_waiting.
    """
    quiz = find_open_quiz(code)
    name, tail = check_facts(name, id_tail, role, post, document_kind)
    with transaction():
        quiz = locked_quiz(quiz.id)
        require_state(quiz, "open")
        people = find_participants(quiz.id, name, tail, ports)
        if people:
            return _ask(quiz, _chosen(people, None), device, now, ports)
        typed = (name, tail, document_kind, role, post if role in ROLES_WITH_POSTS else None)
        held = _claim_of(device.token)
        if held is not None and _waits_outside(held, quiz) and _words_of(held, ports) == typed:
            return device.token
        # Words that were put right are another claim: a nod that was meant for the older ones grants nothing.
        _leave(held, quiz, now)
        _refuse_crowd(quiz.id, _mark(quiz, device, ports))
        claim, token = _new_claim(quiz, device, now, ports)
        claim.name, _, claim.document_kind, claim.role, claim.post = typed
        db.session.flush()
        seal_field(claim, "id_tail_sealed", tail, ports.sealer)
        facts = {"quiz": quiz.id, "role": role}
        record_act("seat.asked", f"claim:{claim.id}", actor="candidate", now=now, data=facts)
        return token


def check_facts(
    name: str, id_tail: str, role: str, post: str | None, document_kind: str | None
) -> tuple[str, str]:
    """Name and last four as kept. Raises walk_in_incomplete, name_odd_signs, id_tail_malformed, tail_of_other_document."""
    tail, name = _checked_tail(id_tail), checked_name(name)
    kinds = {None, *DocumentKind}
    if not name or role not in set(Role) or document_kind not in kinds or (post and post not in set(Post)):
        raise DomainError("walk_in_incomplete")
    if not fits_tail(document_kind, tail):
        raise DomainError("tail_of_other_document")
    return name, tail


def find_claim(token: str) -> SeatClaim:
    """What became of this device's claim. Raises seat_unknown for a token that is none of ours."""
    claim = _claim_of(token)
    if claim is None:
        raise DomainError("seat_unknown")
    return claim


def find_seat(token: str) -> Participant:
    """Who sits here. Raises seat_unknown before the nod and for foreign tokens,
    attempt_moved when another device took over.
    """
    claim = find_claim(token)
    if claim.state == "replaced":
        raise DomainError("attempt_moved")
    if claim.state != "granted":
        raise DomainError("seat_unknown")
    return claim.participant


def phase_of(claim: SeatClaim) -> str:
    """Changes whenever the waiting page would say something else."""
    return f"{claim.state} {claim.participant.state if claim.participant else ''}"


def is_seated(token: str, attempt_id: str) -> bool:
    """False for a device of this very quiz that may not answer (yet): its waiting page says why."""
    query = (
        select(SeatClaim)
        .join(Participant, Participant.spot_quiz_id == SeatClaim.spot_quiz_id)
        .join(Attempt, Attempt.participant_id == Participant.id)
        .where(SeatClaim.token_hash == hash_token(token), Attempt.id == attempt_id)
    )
    claim = db.session.scalar(query) if token else None
    if claim is None or claim.state == "replaced":
        # A displaced device may still hold answers: its own page looks for them.
        return True
    person = claim.participant
    return claim.state == "granted" and person.state in ("confirmed", "answering", "done")


def seat_attempt(participant: Participant, secret_key: str) -> tuple[Attempt, str] | None:
    """The attempt and its bearer token once the inspector has confirmed the person; before that None."""
    if participant.state not in ("confirmed", "answering", "done"):
        return None
    attempt = attempt_of(participant.id)
    return attempt, make_token(attempt.id, attempt.token_version, secret_key)


def asked_claims(participant_id: int) -> list[SeatClaim]:
    """The person's devices that wait for the nod, oldest first."""
    query = select(SeatClaim).where(SeatClaim.participant_id == participant_id, SeatClaim.state == "asked")
    return list(db.session.scalars(query.order_by(SeatClaim.id)))


def granted_claim(participant_id: int) -> SeatClaim | None:
    """The one device that holds the person's paper."""
    query = select(SeatClaim).where(SeatClaim.participant_id == participant_id, SeatClaim.state == "granted")
    return db.session.scalar(query)


def _checked_tail(id_tail: str) -> str:
    tail = plain_tail(id_tail[:20])
    if tail is None:
        raise DomainError("id_tail_malformed")
    return tail


def _chosen(people: list[Participant], participant_id: int | None) -> Participant:
    """The only one, or the one that was chosen. Nobody enters another's paper: the inspector looks at the card."""
    if len(people) == 1:
        return people[0]
    person = next((person for person in people if person.id == participant_id), None)
    if person is None:
        facts = [{"id": person.id, "role": person.role, "post": person.post} for person in people]
        raise DomainError("several_of_name", people=facts)
    return person


def _ask(quiz: SpotQuiz, person: Participant, device: Device, now: datetime, ports: Ports) -> str:
    if person.state == "done":
        # A name and four digits are known to colleagues; result and keys stay where the paper was handed in.
        raise DomainError("seat_done")
    held = _claim_of(device.token)
    if held is not None and held.participant_id == person.id and held.state in ("asked", "granted"):
        # The same phone typed the same again: it goes on waiting, or answering.
        return device.token
    _leave(held, quiz, now)
    for older in asked_claims(person.id)[: -(MOST_DEVICES - 1)]:
        older.state, older.decided_at = "replaced", now
    claim, token = _new_claim(quiz, device, now, ports)
    claim.participant_id = person.id
    if person.state in ("expected", "absent"):
        person.state, person.reason = "waiting", ""
    facts = {"again": granted_claim(person.id) is not None}
    record_act("seat.asked", f"participant:{person.id}", actor="candidate", now=now, data=facts)
    return token


def _claim_of(token: str) -> SeatClaim | None:
    query = select(SeatClaim).where(SeatClaim.token_hash == hash_token(token))
    return db.session.scalar(query) if token else None


def _waits_outside(claim: SeatClaim, quiz: SpotQuiz) -> bool:
    """Whether it is a walk-in of this quiz that nobody has decided about."""
    return claim.spot_quiz_id == quiz.id and claim.state == "asked" and claim.participant_id is None


def _words_of(claim: SeatClaim, ports: Ports) -> tuple[str | None, ...]:
    tail = open_field(claim, "id_tail_sealed", ports.sealer)
    return claim.name, tail, claim.document_kind, claim.role, claim.post


def _leave(claim: SeatClaim | None, quiz: SpotQuiz, now: datetime) -> None:
    """The device asks for somebody else now: what it waited for in this quiz is over."""
    if claim is not None and claim.spot_quiz_id == quiz.id and claim.state == "asked":
        claim.state, claim.decided_at = "replaced", now


def _new_claim(quiz: SpotQuiz, device: Device, now: datetime, ports: Ports) -> tuple[SeatClaim, str]:
    token = secrets.token_urlsafe(32)
    claim = SeatClaim(
        spot_quiz_id=quiz.id,
        token_hash=hash_token(token),
        device=device.words[:40],
        address_mark=_mark(quiz, device, ports),
        state="asked",
        asked_at=now,
    )
    db.session.add(claim)
    return claim, token


def _mark(quiz: SpotQuiz, device: Device, ports: Ports) -> str:
    """The keyed mark of an address, which means nothing outside of the quiz."""
    return ports.sealer.lookup(device.address, f"address:{quiz.id}")[:16] if device.address else ""


def _refuse_crowd(quiz_id: int, mark: str) -> None:
    query = select(func.count(SeatClaim.id)).where(
        SeatClaim.spot_quiz_id == quiz_id, SeatClaim.state == "asked", SeatClaim.participant_id.is_(None)
    )
    if db.session.scalar(query) >= MOST_WAITING:
        raise DomainError("too_many_waiting")
    if mark and db.session.scalar(query.where(SeatClaim.address_mark == mark)) >= MOST_WAITING_OF_ADDRESS:
        raise DomainError("too_many_waiting")
