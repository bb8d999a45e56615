"""A spot quiz from the chosen enterprise to its closing: freeze, draw, open, close."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.surroundings import EarlierPaper
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.services.attempts.attempts import finish_by_inspector
from examapp.services.core.audit import record_act
from examapp.services.core.codes import CODE_LETTERS
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_enterprise, get_spot_quiz, is_above_or_below
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.approvals import settle_standing
from examapp.services.quizzes.draw_freezes import freeze_quiz, is_frozen_as_it_is, latest_freeze, list_people
from examapp.services.quizzes.draw_seeds import papers_seed, seal_seeds
from examapp.services.quizzes.own_sessions import may_sign_in
from examapp.services.quizzes.participants import (
    add_drawn,
    attempt_of,
    describe_roster,
    forget_walk_ins,
    refuse_unsettled_cards,
)
from examapp.services.quizzes.quiz_draws import DrawForm, draw, fetch_beacon
from examapp.services.quizzes.quiz_facts import freeze_facts
from examapp.services.quizzes.quiz_pauses import end_pause
from examapp.services.quizzes.visit_plans import begin_inspection

_NOT_ANSWERING = ("expected", "waiting", "confirmed")


def prepare_quiz(
    enterprise_id: int,
    *,
    plan_id: int | None = None,
    client_id: str,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> int:
    """Start an inspection and freeze its draw, with the suggested numbers; the same client id gives the same quiz.

    `plan_id`: the planned visit that was tapped.
    """
    enterprise = get_enterprise(actor, enterprise_id)
    if actor.inspector_id is None:
        raise DomainError("inspector_unknown")

    def perform() -> dict:
        inspection = begin_inspection(enterprise, actor, now, plan_id)
        quiz = add_quiz(inspection.id, kind="quiz", now=now, ports=ports)
        freeze_quiz(quiz, None, list_people(quiz, on=today_of(now)), now=now, ports=ports)
        record_act(
            "quiz.prepared",
            f"quiz:{quiz.id}",
            actor=actor,
            now=now,
            data={
                "enterprise": enterprise.id,
                "inspection": inspection.number,
                "commitment": quiz.commitment,
            },
        )
        return {"quiz_id": quiz.id}

    return act_once(client_id, "quiz.prepare", actor=actor, now=now, perform=perform)["quiz_id"]


def add_quiz(inspection_id: int, *, kind: str, now: datetime, ports: Ports) -> SpotQuiz:
    """A prepared quiz with sealed seeds and a fresh code, to be frozen next; call inside a transaction."""
    quiz = SpotQuiz(
        inspection_id=inspection_id,
        kind=kind,
        state="prepared",
        code=_fresh_code(),
        number_token=secrets.token_urlsafe(16),
        commitment="",
        committed_at=now,
    )
    db.session.add(quiz)
    db.session.flush()
    seal_seeds(quiz, ports)
    return quiz


def freeze_again(quiz_id: int, *, actor: Actor, now: datetime, ports: Ports) -> None:
    """Freeze the roster as it is now, after it was put right, with the suggested numbers. Safe twice."""
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "prepared")
        freeze = latest_freeze(quiz_id)
        if freeze is None or is_frozen_as_it_is(quiz, freeze, now=now):
            return
        freeze = freeze_quiz(quiz, None, list_people(quiz, on=today_of(now)), now=now, ports=ports)
        facts = {"number": freeze.number, "commitment": freeze.commitment}
        record_act("quiz.frozen", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)


def _fresh_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        if db.session.scalar(select(SpotQuiz.id).where(SpotQuiz.code == code)) is None:
            return code


def draw_and_open(
    quiz_id: int,
    *,
    quotas: Mapping[str, int],
    nonce: str,
    excluded: Mapping[int, str],
    second_inspector_id: int,
    waived_by: str = "",
    waived_reason: str = "",
    seen: str = "",
    medium: str = "screen",
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> SpotQuiz:
    """Draw the people from what was frozen, build every paper, and open. A quiz that is already open is given back.

    `excluded` maps employment ids to reasons, `seen` is the code that the page showed. Raises second_inspector_missing
    or _no_account and what `quiz_draws.draw` raises; draw_frozen_anew when something else was to be drawn from than was
    frozen and shown: it is frozen by then, and nobody is drawn. A quiz whose seeds cannot be opened is cancelled.
    """
    get_spot_quiz(actor, quiz_id)
    randomness = fetch_beacon(quiz_id, ports)
    form = DrawForm(quotas, excluded, nonce, waived_by, waived_reason, randomness, seen, medium)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state == "open":
            return quiz
        require_state(quiz, "prepared")
        quiz.inspection.second_inspector_id = _check_second(second_inspector_id, quiz.inspection, actor)
        settle_standing(quiz.inspection)
        refusal = "seeds_unreadable"
        if _has_seeds(quiz, actor=actor, now=now, ports=ports):
            if _open(quiz, form, actor=actor, now=now, ports=ports):
                return quiz
            refusal = "draw_frozen_anew"
    raise DomainError(refusal)


def _has_seeds(quiz: SpotQuiz, *, actor: Actor, now: datetime, ports: Ports) -> bool:
    """Whether the draw can be made at all; when its seeds are lost the quiz ends here, and its history says so."""
    try:
        papers_seed(quiz, ports)
    except DomainError as error:
        facts = {"reason": "随机种子读不出（密钥丢失或被改动）", "code": error.code}
        quiz.state = "cancelled"
        record_act("quiz.cancelled", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
        return False
    return True


def _open(quiz: SpotQuiz, form: DrawForm, *, actor: Actor, now: datetime, ports: Ports) -> bool:
    drawn = draw(quiz, form, actor=actor, now=now, ports=ports)
    if drawn is None:
        return False
    frozen = freeze_facts(quiz, describe_roster(drawn.people), now=now)
    quiz.medium = form.medium
    earlier: list[EarlierPaper] = []
    for role, keys in drawn.keys.items():
        for key in keys:
            add_drawn(quiz, key, role, origin="drawn", earlier=earlier, now=now, ports=ports)
    quiz.state, quiz.drawn_at, quiz.opened_at = "open", now, now
    facts = {
        "commitment": quiz.commitment,
        "items": quiz.item_pool_digest,
        "nonce": quiz.nonce,
        "drawn": drawn.keys,
        "facts": frozen,
        "medium": quiz.medium,
    }
    record_act("quiz.opened", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
    return True


def _check_second(inspector_id: int, inspection: Inspection, actor: Actor) -> int:
    second = db.session.get(Inspector, inspector_id)
    known = second is not None and second.state == "active" and second.id != inspection.lead_inspector_id
    if not known or not is_above_or_below(actor, second.region.path):
        raise DomainError("second_inspector_missing")
    if not may_sign_in(second.id):
        # The record will wait for the own confirmation of this inspector, which nobody else can give.
        raise DomainError("second_inspector_no_account", name=second.name)
    return second.id


def close_quiz(
    quiz_id: int, *, absent_reason: str, actor: Actor, now: datetime, grace_seconds: int
) -> SpotQuiz:
    """End the quiz at once: open attempts are handed in as stored, whoever did not begin is absent with this reason.

    Closing twice is harmless. Raises absent_reason_missing.
    """
    get_spot_quiz(actor, quiz_id)
    absent = [person.id for person in list_participants(quiz_id) if person.state in _NOT_ANSWERING]
    if absent and not absent_reason.strip():
        raise DomainError("absent_reason_missing", people=absent)
    return end_quiz(
        quiz_id, {}, otherwise=absent_reason.strip(), who=actor, now=now, grace_seconds=grace_seconds
    )


def end_quiz(
    quiz_id: int,
    reasons: Mapping[int, str],
    *,
    otherwise: str,
    who: Actor | str,
    now: datetime,
    grace_seconds: int,
    only_due: bool = False,
) -> SpotQuiz:
    """Hand in what is open, make absent who did not begin, close; from now on the seed may be shown. Safe twice.

    With `only_due` nothing happens when the end was taken back meanwhile.
    """
    with transaction():
        quiz = locked_quiz(quiz_id)
        taken_back = quiz.closing_due_at is None or quiz.closing_due_at > now
        if quiz.state in ("closed", "recorded") or (only_due and taken_back):
            return quiz
        require_state(quiz, "open")
        refuse_unsettled_cards(quiz)
        for participant in list_participants(quiz_id):
            if participant.state in ("answering", "waiting", "confirmed"):
                attempt = attempt_of(participant.id)
                finish_by_inspector(attempt.id, actor=who, now=now, grace_seconds=grace_seconds)
            if participant.state in _NOT_ANSWERING:
                participant.state, participant.reason = "absent", reasons.get(participant.id, otherwise)
        forget_walk_ins(quiz_id, now=now)
        end_pause(quiz, "closed", who, now)
        quiz.state, quiz.closed_at = "closed", now
        # Seeds of v2 are shown by the record, which is checked; nothing of theirs stands unsealed beside it.
        facts = {"seed": quiz.seed.hex()} if quiz.algorithm == "v1" else {"commitment": quiz.commitment}
        record_act("quiz.closed", f"quiz:{quiz.id}", actor=who, now=now, data=facts)
        return quiz


def cancel_quiz(quiz_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give up a quiz that has not been opened; an opened one can only be closed."""
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state == "cancelled":
            return
        require_state(quiz, "prepared")
        quiz.state = "cancelled"
        record_act("quiz.cancelled", f"quiz:{quiz.id}", actor=actor, now=now, data={"reason": reason})


def list_participants(quiz_id: int) -> list[Participant]:
    """All of a quiz in the order of their numbers."""
    return list(
        db.session.scalars(
            select(Participant).where(Participant.spot_quiz_id == quiz_id).order_by(Participant.number)
        )
    )


def locked_quiz(quiz_id: int) -> SpotQuiz:
    """The quiz, held until the end of the transaction."""
    return db.session.get(SpotQuiz, quiz_id, with_for_update=True, populate_existing=True)


def require_state(quiz: SpotQuiz, *states: str) -> None:
    """Raise state_conflict, which names the enterprise, unless the quiz is in one of these states."""
    if quiz.state not in states:
        raise DomainError("state_conflict", state=quiz.state, quiz=quiz.inspection.enterprise.name)
