"""The other inspector's turn on the same tablet: the first one's session waits until the PIN brings it back."""

import secrets
from datetime import datetime

from examapp.adapters.security.passwords import hash_password
from examapp.domain.permissions import Actor
from examapp.models.handovers import Handover
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.handovers import keep_handover, require_digits, take_session
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def begin_turn(quiz_id: int, pin: str, *, session_token: str, actor: Actor, now: datetime) -> str:
    """Lend the tablet to the other inspector, who signs in on it; gives the token that the browser holds meanwhile.

    Raises pin_malformed, state_conflict before the quiz has ended, handover_running.
    """
    require_digits(pin)
    get_spot_quiz(actor, quiz_id)
    token, pin_hash = secrets.token_urlsafe(32), hash_password(pin)
    with transaction():
        require_state(locked_quiz(quiz_id), "closed", "recorded")
        lent_id = take_session(session_token)
        handover = Handover(account_session_id=lent_id, spot_quiz_id=quiz_id, kind="colleague", called=[])
        keep_handover(handover, token, pin_hash, actor=actor, now=now)
    return token
