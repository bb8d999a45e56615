"""A candidate takes a seat in an open quiz: says who they are, waits for the inspector's nod, gets the attempt's token."""

import re
import secrets
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name, clean_name
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.people.posts import ROLES_WITH_POSTS
from examapp.services.quizzes.participants import add_participant, attempt_of
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state
from question_bank.model import Post, Role

_TAIL = re.compile(r"[0-9]{3}[0-9Xx]")
MOST_WALK_INS = 60


def find_open_quiz(code: str) -> SpotQuiz:
    """The open quiz of a code, however it was typed. Raises quiz_unknown or quiz_closed."""
    wanted = re.sub(r"[^0-9A-Z]", "", code.upper())[:12]
    quiz = db.session.scalar(select(SpotQuiz).where(SpotQuiz.code == wanted))
    if quiz is None or quiz.state == "prepared":
        raise DomainError("quiz_unknown")
    if quiz.state != "open":
        raise DomainError("quiz_closed")
    return quiz


def take_seat(code: str, name: str, id_tail: str, *, now: datetime, ports: Ports) -> str:
    """Find the person by name and last four of the ID; gives a seat token for this device.

    Coming again (another phone, dead battery) gives a new token; the older device stops once the inspector confirms.
    Raises name_not_matching: the same for a wrong name and a wrong tail; seat_done after the hand-in.
    """
    quiz = find_open_quiz(code)
    tail = _checked_tail(id_tail)
    with transaction():
        locked_quiz(quiz.id)
        participant = _match(quiz, name, tail, ports)
        if participant.state == "absent":
            participant.reason = ""
        return _seat(participant, now)


def take_walk_in_seat(
    code: str, name: str, id_tail: str, role: str, post: str | None, *, now: datetime, ports: Ports
) -> str:
    """Seat somebody who is not among the drawn; the inspector sees it marked and confirms or declines."""
    quiz = find_open_quiz(code)
    tail, name = _checked_tail(id_tail), checked_name(name)
    if not name or role not in set(Role) or (post and post not in set(Post)):
        raise DomainError("walk_in_incomplete")
    with transaction():
        quiz = locked_quiz(quiz.id)
        require_state(quiz, "open")
        present = list_participants(quiz.id)
        known = _find(present, clean_name(name), tail, ports)
        if known is None:
            if sum(one.origin == "walk_in" for one in present) >= MOST_WALK_INS:
                raise DomainError("too_many_walk_ins", most=MOST_WALK_INS)
            sealed = ports.sealer.seal(tail, "id_tail")
            known = add_participant(
                quiz,
                name=name,
                role=role,
                post=post if role in ROLES_WITH_POSTS else None,
                origin="walk_in",
                state="waiting",
                now=now,
                id_tail_sealed=sealed,
            )
            record_act(
                "walk_in.added",
                f"participant:{known.id}",
                actor="candidate",
                now=now,
                data={"quiz": quiz.id, "role": role},
            )
        return _seat(known, now)


def find_seat(token: str) -> Participant:
    """Who sits here. Raises seat_unknown when another device took over or the token is not ours."""
    found = db.session.scalar(select(Participant).where(Participant.claim_hash == hash_token(token)))
    if found is None:
        raise DomainError("seat_unknown")
    return found


def seat_attempt(participant: Participant, secret_key: str) -> tuple[Attempt, str] | None:
    """The attempt and its bearer token once the inspector has confirmed the person; before that None."""
    if participant.state not in ("confirmed", "answering", "done"):
        return None
    attempt = attempt_of(participant.id)
    return attempt, make_token(attempt.id, attempt.token_version, secret_key)


def _checked_tail(id_tail: str) -> str:
    tail = id_tail.strip().upper()
    if not _TAIL.fullmatch(tail):
        raise DomainError("id_tail_malformed")
    return tail


def _match(quiz: SpotQuiz, name: str, tail: str, ports: Ports) -> Participant:
    found = _find(list_participants(quiz.id), clean_name(name), tail, ports)
    if found is None or found.state == "swapped":
        raise DomainError("name_not_matching")
    return found


def _find(present: list[Participant], name: str, tail: str, ports: Ports) -> Participant | None:
    for one in present:
        if (
            clean_name(one.name) == name
            and one.id_tail_sealed
            and ports.sealer.open(one.id_tail_sealed, "id_tail").upper() == tail
        ):
            return one
    return None


def new_seat_token(participant: Participant, now: datetime) -> str:
    """A fresh token for the seat; the device that held the seat before loses it. Call inside a transaction."""
    token = secrets.token_urlsafe(32)
    participant.claim_hash, participant.claimed_at = hash_token(token), now
    return token


def _seat(participant: Participant, now: datetime) -> str:
    if participant.state == "done":
        # A name and four digits are known to colleagues; result and keys stay where the paper was handed in.
        raise DomainError("seat_done")
    again = participant.claim_hash is not None
    token = new_seat_token(participant, now)
    # A second device waits for the inspector too, so that nobody takes an attempt over by knowing four digits.
    participant.state = "waiting"
    if again:
        attempt = attempt_of(participant.id)
        db.session.add(
            AttemptEvent(attempt_id=attempt.id, kind="other_device", at=now, actor="candidate", data={})
        )
    record_act(
        "seat.taken", f"participant:{participant.id}", actor="candidate", now=now, data={"again": again}
    )
    return token
