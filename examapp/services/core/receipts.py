"""Acts that may arrive twice: the client names the act, the first answer is kept and given again."""

from collections.abc import Callable
from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.audit import ActReceipt
from examapp.services.core.transactions import transaction


def act_once(
    client_id: str, act: str, *, actor: Actor | str, now: datetime, perform: Callable[[], dict]
) -> dict:
    """Run `perform` in one transaction with its receipt, or give back the kept answer (a small JSON dict).

    Raises DomainError("receipt_mismatch") when the same client id comes with another act or another actor.
    """
    who = actor if isinstance(actor, str) else actor.label
    with transaction() as session:
        kept = session.get(ActReceipt, client_id)
        if kept is None:
            answer = perform()
            session.add(ActReceipt(client_id=client_id, act=act, actor=who, answer=answer, at=now))
            return answer
        if (kept.act, kept.actor) != (act, who):
            raise DomainError("receipt_mismatch", act=act)
        return kept.answer


def spend(client_id: str, act: str, *, now: datetime) -> bool:
    """Use something up that is good for one time; False when it was used before. Call inside `transaction()`."""
    if db.session.get(ActReceipt, client_id) is not None:
        return False
    db.session.add(ActReceipt(client_id=client_id, act=act, actor="", answer={}, at=now))
    db.session.flush()
    return True
