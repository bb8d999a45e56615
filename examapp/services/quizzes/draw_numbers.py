"""The enterprise's number: named on its own phone or on the tablet in its sight, or given up for a reason."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.draws import read_enterprise_number
from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name, odd_signs
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.draws import EnterpriseNumber
from examapp.models.inspections import SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction


def find_number(quiz_id: int) -> EnterpriseNumber | None:
    """What counts now: the newest; None while nobody named or gave up a number."""
    query = select(EnterpriseNumber).where(EnterpriseNumber.spot_quiz_id == quiz_id)
    return db.session.scalar(query.order_by(EnterpriseNumber.id.desc()).limit(1))


def find_quiz_of_phone(token: str) -> SpotQuiz:
    """The quiz whose QR the enterprise's phone has scanned. Raises number_address_unknown."""
    quiz = db.session.scalar(select(SpotQuiz).where(SpotQuiz.number_token == token[:43]))
    if quiz is None:
        raise DomainError("number_address_unknown")
    return quiz


def find_owner(quiz_id: int) -> EnterpriseNumber | None:
    """The newest number of the first phone that sent one: the enterprise's number is that phone's from then on."""
    query = select(EnterpriseNumber).where(
        EnterpriseNumber.spot_quiz_id == quiz_id, EnterpriseNumber.how == "phone"
    )
    return db.session.scalar(query.order_by(EnterpriseNumber.id.desc()).limit(1))


def name_number(token: str, text: str, *, phone: str, now: datetime) -> EnterpriseNumber:
    """Keep what the enterprise's phone has sent; the same again is once, another one counts until the draw.

    `phone` marks the browser. Raises number_empty, number_odd_signs, number_of_other_phone when another one was first,
    and number_too_late after the draw (the same number is confirmed even then).
    """
    value = _read(text)
    with transaction() as session:
        quiz_id = find_quiz_of_phone(token).id
        quiz = session.get(SpotQuiz, quiz_id, with_for_update=True, populate_existing=True)
        owned, number = find_owner(quiz_id), find_number(quiz_id)
        if owned is not None and owned.phone not in ("", phone):
            raise DomainError("number_of_other_phone", value=owned.value)
        if owned is number is not None and number.value == value:
            return number
        if not value:
            raise DomainError("number_empty")
        if quiz.state != "prepared":
            raise DomainError("number_too_late")
        return _keep(quiz, EnterpriseNumber(value=value, how="phone", phone=phone), "enterprise", now)


def settle_number(
    quiz: SpotQuiz, text: str, waived_by: str, waived_reason: str, *, actor: Actor, now: datetime
) -> EnterpriseNumber:
    """The number that the draw takes: what stands in the tablet's field, else the phone's, else that it was given up.

    Call inside the draw's transaction. Raises number_missing, waiver_incomplete and what is wrong with a sign, and
    number_of_phone when the field says another number than the phone, which alone may change its own.
    """
    value, held = _read(text), find_number(quiz.id)
    if value:
        same = held is not None and held.value == value
        if not same and (owned := find_owner(quiz.id)) is not None:
            raise DomainError("number_of_phone", value=owned.value)
        return held if same else _keep(quiz, EnterpriseNumber(value=value, how="tablet"), actor, now)
    if held is not None and held.value:
        return held
    try:
        by, reason = checked_name(waived_by)[:60], checked_reason(waived_reason)
    except DomainError as error:
        raise DomainError(error.code, **error.data, waiver=True) from error
    if not by and not reason:
        raise DomainError("number_missing")
    if not by or not reason:
        raise DomainError("waiver_incomplete")
    if held is not None and (held.given_by, held.reason) == (by, reason):
        return held
    return _keep(quiz, EnterpriseNumber(value="", how="waived", given_by=by, reason=reason), actor, now)


def _read(text: str) -> str:
    """As it is printed on the record. Raises number_odd_signs."""
    value = read_enterprise_number(text)
    if odd := odd_signs(value):
        raise DomainError("number_odd_signs", signs="、".join(odd[:5]))
    return value


def _keep(quiz: SpotQuiz, number: EnterpriseNumber, actor: Actor | str, now: datetime) -> EnterpriseNumber:
    number.spot_quiz_id, number.given_at = quiz.id, now
    number.given_by, number.reason = number.given_by or "", number.reason or ""
    number.phone = number.phone or ""
    db.session.add(number)
    db.session.flush()
    facts = {"how": number.how, "value": number.value, "reason": number.reason}
    record_act("quiz.number", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
    return number
