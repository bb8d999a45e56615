"""Both inspectors before the record: who has confirmed the results, who sent them back, for whom the record waits."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.models.records import FactCorrection, InspectionConfirmation, Record, RecordAmendment
from examapp.models.seats import SeatClaim
from examapp.services.attempts.extra_time import extra_time_of
from examapp.services.attempts.readings import readings_of
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_spot_quiz, visible_spot_quizzes
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.own_sessions import (
    add_words,
    may_sign_in,
    newest_words,
    present_id,
    require_own_hand,
)
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.quiz_facts import facts_of
from examapp.services.quizzes.quiz_pauses import describe_pauses
from examapp.services.quizzes.signatures import (
    Signer,
    get_signer,
    list_signers,
    missing_signers,
    results_digest,
    valid_signatures,
)
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state

MOST_WAITING = 20


@dataclass(frozen=True)
class Standing:
    """One inspector and the results as they are now: `words` is what was said last of them, None while nothing was.

    `own`: the reader is this inspector; `able`: there is a live account to confirm from.
    """

    signer: Signer
    words: InspectionConfirmation | None
    own: bool
    able: bool

    @property
    def confirmed(self) -> bool:
        """Confirmed, with the signature."""
        return self.words is not None and self.words.state == "confirmed"

    @property
    def sent_back(self) -> bool:
        """Sent back, and not confirmed since."""
        return self.words is not None and self.words.state == "sent_back"


def list_standings(quiz: SpotQuiz, actor: Actor, digest: str) -> list[Standing]:
    """Both inspectors in the order of the record; `digest`: of the results as they are now."""
    words = newest_words(quiz.id, digest)
    return [
        Standing(
            signer,
            words.get(signer.inspector_id),
            own=actor.inspector_id is not None and present_id(signer.inspector_id) == actor.inspector_id,
            able=may_sign_in(signer.inspector_id),
        )
        for signer in list_signers(quiz)
        if signer.inspector_id is not None
    ]


def send_back(
    quiz_id: int, signer_key: str, reason: str, *, session_token: str = "", actor: Actor, now: datetime
) -> None:
    """Say why one does not confirm the results; they wait until this inspector confirms. The same words twice are one.

    Raises sending_back_unexplained, reason_too_long, reason_odd_signs, signer_unknown, signature_of_another.
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("sending_back_unexplained")
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "closed")
        signer = get_signer(quiz, signer_key)
        if signer.inspector_id is None:
            return
        require_own_hand(signer.inspector_id, signer.name, actor)
        digest = results_digest(quiz)
        before = newest_words(quiz_id, digest).get(signer.inspector_id)
        if before is not None and before.reason == reason:
            return
        mark = {"session_token": session_token, "actor": actor, "now": now}
        add_words(quiz_id, signer.inspector_id, digest, reason=reason, **mark)
        facts = {"reason": reason, "digest": digest}
        record_act("results.sent_back", f"quiz:{quiz_id}/{signer.key}", actor=actor, now=now, data=facts)


@dataclass(frozen=True)
class Reason:
    """Something out of the ordinary that somebody explained: what happened to whom, and why."""

    what: str
    who: str
    reason: str


def list_reasons(quiz: SpotQuiz, digest: str) -> list[Reason]:
    """What the record will explain, beside the absent, in the order of the visit; `digest`: of the results."""
    people = facts_of(quiz)["people"]
    reasons = [
        Reason("没有列入抽取", people.get(row["id"], {}).get("name", row["id"]), row["reason"])
        for row in json.loads(quiz.excluded or "[]")
    ]
    for participant in list_participants(quiz.id):
        if participant.state == "swapped":
            reasons.append(Reason("换了人", participant.name, participant.reason))
        for gift in extra_time_of(attempt_of(participant.id)).given:
            reasons.append(Reason(f"加了 {gift.minutes} 分钟", participant.name, gift.reason))
        for reading in readings_of(attempt_of(participant.id).id):
            reasons.append(Reason("念了题", participant.name, reading["note"]))
    for pause in describe_pauses(quiz.id):
        reasons.append(Reason("暂停了答题", f"{pause['people']} 人停止计时", pause["reason"]))
    declined = select(SeatClaim).where(SeatClaim.spot_quiz_id == quiz.id, SeatClaim.state == "declined")
    for claim in db.session.scalars(declined.order_by(SeatClaim.id)):
        who = claim.participant.name if claim.participant else claim.name
        reasons.append(Reason("人证不符", who or "名单外的人", claim.reason))
    corrections = select(FactCorrection).where(FactCorrection.spot_quiz_id == quiz.id)
    for row in db.session.scalars(corrections.order_by(FactCorrection.id)):
        reasons.append(Reason("更正了姓名", f"{row.old} → {row.new}", row.reason))
    for signature in valid_signatures(quiz, digest).values():
        if signature.refused:
            reasons.append(Reason("没有签字", signature.name, signature.reason))
        if signature.notice_confirmed is False:
            reasons.append(Reason("企业说", signature.name, "没有出示执法证件，或者没有告知权利"))
        if signature.opinion:
            reasons.append(Reason("企业的意见", signature.name, signature.opinion))
    return reasons


def list_waiting_for(actor: Actor) -> list[SpotQuiz]:
    """Ended quizzes whose record waits for this inspector: the second one's, and where the colleague has confirmed."""
    if actor.inspector_id is None:
        return []
    second = Inspection.second_inspector_id == actor.inspector_id
    mine = or_(second, Inspection.lead_inspector_id == actor.inspector_id)
    corrected = SpotQuiz.id.in_(select(FactCorrection.spot_quiz_id))
    open_still = or_(SpotQuiz.state == "closed", and_(SpotQuiz.state == "recorded", corrected))
    query = visible_spot_quizzes(actor).where(mine, open_still)
    quizzes = db.session.scalars(query.order_by(SpotQuiz.id.desc()).limit(MOST_WAITING))
    return [quiz for quiz in quizzes if _waits_for(quiz, actor)]


def signs_again(quiz: SpotQuiz, signer: Signer, digest: str) -> bool:
    """Whether what the record of this quiz states was corrected since this signer signed."""
    return quiz.state == "recorded" and signer.key not in valid_signatures(quiz, digest)


def is_amended_to(quiz: SpotQuiz, digest: str) -> bool:
    """Whether both inspectors made a version with these results already, with or without new signatures."""
    amended = (
        select(RecordAmendment.id)
        .join(Record, Record.id == RecordAmendment.record_id)
        .where(Record.spot_quiz_id == quiz.id, RecordAmendment.state == "confirmed")
        .where(RecordAmendment.results_digest == digest)
    )
    return db.session.scalar(amended.limit(1)) is not None


def _waits_for(quiz: SpotQuiz, actor: Actor) -> bool:
    digest = results_digest(quiz)
    standings = list_standings(quiz, actor, digest)
    own = next((standing for standing in standings if standing.own), None)
    if own is None or own.confirmed:
        return False
    if quiz.state == "recorded":
        return signs_again(quiz, own.signer, digest) and not is_amended_to(quiz, digest)
    second = present_id(quiz.inspection.second_inspector_id or quiz.inspection.lead_inspector_id)
    return second == actor.inspector_id or any(standing.confirmed for standing in standings)


def waits_only_for(quiz: SpotQuiz) -> list[str]:
    """Names of inspectors when everybody else has signed an ended quiz; empty while others are missing too."""
    missing = missing_signers(quiz) if quiz.state == "closed" else []
    return [signer.name for signer in missing] if all(signer.inspector_id for signer in missing) else []
