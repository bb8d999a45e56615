"""Lending the inspector's tablet to candidates: the session it gives up meanwhile, and the PIN that brings it back."""

import re
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from examapp.adapters.security.passwords import hash_password, verify_password
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import AccountSession
from examapp.models.handovers import Handover
from examapp.models.seats import SeatClaim
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.handover_queues import list_confirmed, list_expected, list_queue
from examapp.services.quizzes.participants import attempt_of, end_tokens
from examapp.services.quizzes.seat_claims import confirm_person
from examapp.services.quizzes.seats import granted_claim
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state

MOST_TRIES = 5


def begin_handover(
    quiz_id: int,
    pin: str,
    *,
    session_token: str,
    actor: Actor,
    now: datetime,
    called: Collection[int] = (),
    seen: Collection[int] = (),
) -> str:
    """Take the staff session away until the PIN (4 to 6 digits) gives it back; gives the token that stands for it.

    `called`: participants with a device of their own who are to answer on this tablet nevertheless; `seen`: those
    without one whom the inspector has compared, confirmed before the tablet leaves the hand.
    Raises pin_malformed; queue_empty when nobody may sit down at it; handover_running when this session is lent already.
    """
    require_digits(pin)
    get_spot_quiz(actor, quiz_id)
    token, pin_hash = secrets.token_urlsafe(32), hash_password(pin)
    with transaction():
        require_state(locked_quiz(quiz_id), "open")
        _confirm_seen(quiz_id, seen, actor, now)
        if not list_queue(quiz_id, called):
            raise DomainError("queue_empty")
        lent_id = take_session(session_token)
        handover = Handover(account_session_id=lent_id, spot_quiz_id=quiz_id, called=sorted(called))
        keep_handover(handover, token, pin_hash, actor=actor, now=now)
    return token


def _confirm_seen(quiz_id: int, seen: Collection[int], actor: Actor, now: datetime) -> None:
    for person in list_expected(quiz_id):
        if person.id in seen:
            confirm_person(person, attempt_of(person.id), "id_card_checked", actor=actor, now=now)
    db.session.flush()


def take_session(session_token: str) -> int:
    """Whoever holds this session holds nothing from now on; gives its id. Raises handover_running when it is lent."""
    lent = db.session.scalar(_living_session(session_token))
    if lent is None:
        raise DomainError("handover_running")
    # Nobody knows this one: whatever copy of the cookie there is opens nothing from now on, not even after the return.
    lent.token_hash = hash_token(secrets.token_urlsafe(32))
    return lent.id


def keep_handover(handover: Handover, token: str, pin_hash: str, *, actor: Actor, now: datetime) -> None:
    """Store it with what opens it again."""
    handover.token_hash, handover.pin_hash, handover.begun_at = hash_token(token), pin_hash, now
    db.session.add(handover)
    act = "turn.begun" if handover.kind == "colleague" else "handover.begun"
    record_act(act, f"quiz:{handover.spot_quiz_id}", actor=actor, now=now)


def _living_session(token: str) -> Select:
    living = select(AccountSession).where(AccountSession.token_hash == hash_token(token))
    return living.where(AccountSession.revoked_at.is_(None)).with_for_update()


def find_handover(token: str) -> Handover | None:
    """The handover of this tablet while it runs."""
    handover = look_up(token)
    return handover if handover is not None and handover.runs else None


def get_handover(token: str) -> Handover:
    """The handover of this tablet. Raises handover_over when it has ended or never was."""
    handover = find_handover(token)
    if handover is None:
        raise DomainError("handover_over")
    return handover


def end_handover(token: str, pin: str, *, now: datetime) -> str:
    """Give the session back for the right PIN, under a new token; the same session goes on.

    Raises pin_malformed (no try is lost), pin_wrong with the tries left, handover_locked after the last,
    handover_expired when the session is past its time, handover_over.
    """
    require_digits(pin)
    left, pin_hash = _count_try(token, now=now)
    if left < 0:
        raise DomainError("handover_locked", most=MOST_TRIES)
    if verify_password(pin, pin_hash):
        return _give_back(token, now=now)
    if left == 0:
        _lock(token, now=now)
        raise DomainError("handover_locked", most=MOST_TRIES)
    raise DomainError("pin_wrong", left=left)


def recall_handover(handover_id: int, *, actor: Actor, now: datetime) -> int:
    """End it from another device (tablet lost, battery dead, PIN forgotten); gives the quiz.
    Doing it twice is harmless.
    """
    handover = db.session.get(Handover, handover_id)
    if handover is None:
        raise DomainError("not_found")
    quiz_id = get_spot_quiz(actor, handover.spot_quiz_id).id
    with transaction():
        handover = _locked(handover.token_hash)
        if handover.runs:
            _end(handover, "recalled", actor=actor, now=now)
    return quiz_id


def list_handovers(quiz_id: int) -> list[Handover]:
    """The tablets of a quiz that are out, oldest first."""
    query = select(Handover).where(Handover.spot_quiz_id == quiz_id, Handover.ended_at.is_(None))
    return [handover for handover in db.session.scalars(query.order_by(Handover.id)) if handover.runs]


def sit_down(token: str, participant_id: int, *, now: datetime) -> str:
    """A seat token on the tablet for one of the queue; whoever sat here before has left.
    Raises seat_unknown, handover_over.
    """
    quiz_id = get_handover(token).spot_quiz_id
    with transaction() as session:
        require_state(locked_quiz(quiz_id), "open")
        handover = _locked(hash_token(token))
        person = next(
            (waiting for waiting in list_queue(quiz_id, handover.called) if waiting.id == participant_id),
            None,
        )
        if person is None or not handover.runs:
            raise DomainError("seat_unknown")
        _free_seat(handover)
        before = granted_claim(participant_id)
        if before is not None:
            # The phone or tablet that this person answered on before holds nothing that opens the paper any more.
            before.state, before.decided_at = "replaced", now
            end_tokens(participant_id)
        session.flush()
        seat_token = secrets.token_urlsafe(32)
        handover.seat_hash = hash_token(seat_token)
        session.add(
            SeatClaim(
                spot_quiz_id=quiz_id,
                participant_id=participant_id,
                token_hash=handover.seat_hash,
                device="执法人员的平板",
                state="granted",
                asked_at=now,
                decided_at=now,
                decided_by_id=person.identified_by_id,
                decided_how="queue",
            )
        )
        facts = {"again": before is not None}
        record_act("seat.taken", f"participant:{participant_id}", actor="tablet", now=now, data=facts)
        return seat_token


def leave_seat(token: str) -> bool:
    """The person at the tablet is done; True when nobody of the quiz may have unsent answers on it.
    Raises handover_over.
    """
    quiz_id = get_handover(token).spot_quiz_id
    with transaction():
        _free_seat(_locked(hash_token(token)))
    return all(person.state != "answering" for person in list_confirmed(quiz_id))


def require_digits(pin: str) -> None:
    """Raise pin_malformed unless these are 4 to 6 digits."""
    if not re.fullmatch(r"[0-9]{4,6}", pin):
        raise DomainError("pin_malformed")


def look_up(token: str) -> Handover | None:
    """The handover that this tablet is or was in, also when it has ended."""
    return db.session.scalar(select(Handover).where(Handover.token_hash == hash_token(token)))


def _locked(token_hash: str) -> Handover:
    """Tablet and session as they are now, held until the end of the transaction."""
    query = select(Handover).where(Handover.token_hash == token_hash).with_for_update(of=Handover)
    handover = db.session.scalars(query.execution_options(populate_existing=True)).one()
    db.session.refresh(handover.account_session, with_for_update=True)
    return handover


def _count_try(token: str, *, now: datetime) -> tuple[int, str]:
    """Tries left after this one, counted before the PIN is looked at, so that many at once are no more than five;
    the PIN's hash.
    """
    get_handover(token)
    with transaction():
        handover = _locked(hash_token(token))
        if not handover.runs:
            raise DomainError("handover_over")
        left = MOST_TRIES - handover.tries - 1
        if left < 0:
            _end(handover, "locked", actor="tablet", now=now)
        else:
            handover.tries += 1
            record_act(
                "handover.pin_typed",
                f"quiz:{handover.spot_quiz_id}",
                actor="tablet",
                now=now,
                data={"left": left},
            )
        return left, handover.pin_hash


def _lock(token: str, *, now: datetime) -> None:
    with transaction():
        handover = _locked(hash_token(token))
        if handover.runs:
            _end(handover, "locked", actor="tablet", now=now)


def _give_back(token: str, *, now: datetime) -> str:
    session_token = secrets.token_urlsafe(32)
    with transaction():
        handover = _locked(hash_token(token))
        if not handover.runs:
            raise DomainError("handover_over")
        lent = handover.account_session
        expired = lent.expires_at <= now
        if expired:
            _end(handover, "expired", actor="tablet", now=now)
        else:
            lent.token_hash, lent.used_at = hash_token(session_token), now
            _end(handover, "pin", actor=f"account:{lent.account_id}", now=now)
    if expired:
        raise DomainError("handover_expired")
    return session_token


def _end(handover: Handover, ending: str, *, actor: Actor | str, now: datetime) -> None:
    """Over for good; only the PIN leaves the session alive. Call inside `transaction()`."""
    handover.ended_at, handover.ending = now, ending
    _free_seat(handover)
    if ending != "pin":
        handover.account_session.revoked_at = now
    record_act("handover.ended", f"quiz:{handover.spot_quiz_id}", actor=actor, now=now, data={"how": ending})


def _free_seat(handover: Handover) -> None:
    """Copies of the seat's cookie open nothing any more; sitting down again, here or on a phone, makes a new one."""
    if handover.seat_hash is not None:
        seated = select(SeatClaim).where(
            SeatClaim.token_hash == handover.seat_hash, SeatClaim.state == "granted"
        )
        for claim in db.session.scalars(seated.with_for_update(of=SeatClaim)):
            claim.state = "replaced"
            end_tokens(claim.participant_id)
        handover.seat_hash = None
