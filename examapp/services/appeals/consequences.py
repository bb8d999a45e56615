"""What a new result of an old paper brings with it: counts, exam, certificates, rectifications,
a word to the person.
"""

from dataclasses import dataclass
from datetime import datetime

from examapp.domain.permissions import Actor
from examapp.domain.rulings import Ruling
from examapp.extensions import db
from examapp.models.appeals import Dispute
from examapp.models.attempts import Attempt, AttemptResult
from examapp.services.attempts.attempt_owners import follow_regrade
from examapp.services.attempts.explanations import results_shown_at
from examapp.services.core.audit import record_act
from examapp.services.core.notices import tell
from examapp.services.core.rollups import note_regrade
from examapp.services.core.transactions import digest_text
from examapp.services.exams.certificates import revoke_older
from examapp.services.quizzes.rectifications import follow_result


@dataclass(frozen=True, slots=True)
class Change:
    """One result that a ruling would change: whose, where, and from what to what (tenths of a point)."""

    attempt: Attempt
    old: AttemptResult
    new: AttemptResult

    @property
    def flips(self) -> bool:
        """Whether pass and fail change places."""
        return self.old.passed != self.new.passed

    @property
    def name(self) -> str:
        """Whose paper it is."""
        return name_on(self.attempt)

    @property
    def where(self) -> str:
        """The exam, or the inspection of the quiz."""
        return place_of(self.attempt)


def name_on(attempt: Attempt) -> str:
    """Whose paper it is."""
    owner = attempt.participant
    return owner.name if owner is not None else attempt.registration.candidate.name


def place_of(attempt: Attempt) -> str:
    """The exam, or the inspection of the quiz."""
    owner = attempt.participant
    if owner is None:
        return attempt.registration.exam.name
    return f"逢查必考 {owner.spot_quiz.inspection.number}"


def apply_change(change: Change, dispute: Dispute, *, actor: Actor, now: datetime) -> None:
    """Store the new version and let everything kept follow it; what is read live asks for the newest result anyway.

    Call inside the transaction of the ruling.
    """
    db.session.add(change.new)
    db.session.flush()
    note_regrade(change.attempt, change.old, change.new)
    follow_regrade(change.attempt, change.new)
    follow_result(change.attempt, now=now)
    revoke_older(change.attempt.id, reason="成绩经申诉重新评定", actor=actor, now=now)
    facts = {
        "dispute": dispute.id,
        "version": change.new.version,
        "from": change.old.score_tenths,
        "to": change.new.score_tenths,
        "passed": change.new.passed,
        "full_tenths": change.new.full_tenths,
        "responses": digest_text(change.new.responses),
        "marks": digest_text(change.new.marks),
    }
    record_act("attempt.regraded", f"attempt:{change.attempt.id}", actor=actor, now=now, data=facts)
    _tell_owner(change, dispute, now)


def _tell_owner(change: Change, dispute: Dispute, now: datetime) -> None:
    """Nothing as long as the exam shows no results: the score comes with all others after the close."""
    owner, shown_at = (
        change.attempt.participant or change.attempt.registration,
        results_shown_at(change.attempt),
    )
    if owner.candidate_id is None or (shown_at is not None and now < shown_at):
        return
    verdict = "合格" if change.new.passed else "不合格"
    text = f"{change.where}：有一道题重新评了分，您的成绩从 {_score(change.old)} 变为 {_score(change.new)}（{verdict}）。"
    tell(owner.candidate_id, f"regrade:{dispute.id}:{change.attempt.id}", text, now=now)


def _score(result: AttemptResult) -> str:
    return f"{result.score_tenths / 10:g}/{result.full_tenths / 10:g} 分"


def tell_appellants(dispute: Dispute, ruling: Ruling, *, now: datetime) -> None:
    """Everybody who appealed and has an own page; the others read it where they read their result."""
    for appeal in dispute.appeals:
        owner = appeal.attempt.participant or appeal.attempt.registration
        if owner.candidate_id is not None:
            text = f"您对“{place_of(appeal.attempt)}”第 {appeal.slot} 题的申诉有了结果：{ruling.label}。{dispute.answer}"
            tell(owner.candidate_id, f"dispute:{dispute.id}:{appeal.id}", text, now=now)
