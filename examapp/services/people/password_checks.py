"""Whether a new password may be taken: by its form, by what everybody around knows, by what leaked elsewhere."""

from sqlalchemy import select

from examapp.adapters.pinyin import name_initials, name_pinyin, text_initials, text_pinyin
from examapp.adapters.security.guessing import guesses_power
from examapp.domain.id_documents import tail_of
from examapp.domain.passwords import (
    CANDIDATE_PASSWORD,
    STAFF_PASSWORD,
    PasswordRule,
    Surroundings,
    check_form,
    check_guesses,
)
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.candidates import Candidate, Employment
from examapp.models.organizations import Enterprise

UNIT_PART = 4


def check_staff_password(password: str, *, login_name: str, name: str, unit: str = "") -> None:
    """Raises password_weak, password_context, password_leaked."""
    _check(password, STAFF_PASSWORD, _surroundings(name, unit, ("登录名", login_name)))


def check_candidate_password(password: str, candidate: Candidate, *, id_number: str) -> None:
    """Raises password_weak, password_context, password_leaked."""
    employers = select(Enterprise.name).join(Employment).where(Employment.candidate_id == candidate.id)
    unit = db.session.scalar(employers.order_by(Employment.id.desc()).limit(1)) or ""
    own = ("证件号的后四位", tail_of(id_number))
    _check(password, CANDIDATE_PASSWORD, _surroundings(candidate.name, unit, own))


def unit_of(account: Account) -> str:
    """The enterprise or the place that the account belongs to; empty for the whole installation."""
    place = account.enterprise or account.region
    return place.name if place else ""


def _check(password: str, rule: PasswordRule, surroundings: Surroundings) -> None:
    check_form(password, rule, surroundings)
    check_guesses(guesses_power(password, surroundings.guessed_first), rule)


def _surroundings(name: str, unit: str, own: tuple[str, str]) -> Surroundings:
    words = [own, ("姓名", name), ("姓名的拼音", name_pinyin(name))]
    words += [("单位名称", part) for part in _parts(unit)]
    words += [("单位名称的拼音", text_pinyin(part)) for part in _parts(unit)]
    hints = (name_initials(name), text_initials(unit), text_pinyin(unit))
    return Surroundings(
        tuple((what, word) for what, word in words if word), tuple(hint for hint in hints if hint)
    )


def _parts(unit: str) -> list[str]:
    """Four characters in a row wherever they stand in the unit's name; a shorter name is one part."""
    return (
        [unit[start : start + UNIT_PART] for start in range(max(1, len(unit) - UNIT_PART + 1))]
        if unit
        else []
    )
