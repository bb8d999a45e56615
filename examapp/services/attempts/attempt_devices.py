"""Which device may answer an exam attempt: the one whose session opened it last."""

from datetime import datetime

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.candidate_accounts import CandidateSession
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction


def take_over(attempt: Attempt, session_token: str, *, now: datetime, secret_key: str) -> str:
    """The bearer token for the device of this session. Another device that held the attempt loses it, which is noted.

    Signing in on the new device with the own password was the re-identification that a move asks for.
    """
    with transaction() as session:
        held = session.get(Attempt, attempt.id, with_for_update={"of": Attempt}, populate_existing=True)
        device = session.scalar(
            select(CandidateSession.id).where(CandidateSession.token_hash == hash_token(session_token))
        )
        before = session.scalar(
            select(AttemptEvent)
            .where(AttemptEvent.attempt_id == held.id, AttemptEvent.kind == "device")
            .order_by(AttemptEvent.id.desc())
            .limit(1)
        )
        if before is None or before.data["session"] != device:
            if before is not None and held.state == "open":
                held.token_version += 1
            session.add(
                AttemptEvent(
                    attempt_id=held.id, kind="device", at=now, actor="candidate", data={"session": device}
                )
            )
        return make_token(held.id, held.token_version, secret_key)


def is_held_by(attempt_id: str, session_token: str) -> bool:
    """Whether this session's device opened the attempt last."""
    device = db.session.scalar(
        select(CandidateSession.id).where(CandidateSession.token_hash == hash_token(session_token))
    )
    last = db.session.scalar(
        select(AttemptEvent)
        .where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == "device")
        .order_by(AttemptEvent.id.desc())
        .limit(1)
    )
    return last is not None and last.data["session"] == device
