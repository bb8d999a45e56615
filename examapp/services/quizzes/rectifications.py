"""After a fail: mend by a date, be re-tested with a disjoint paper, closed when passed; overdue is computed."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.inspections import Purpose
from examapp.domain.papers import stored_items
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Employment
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.models.records import Rectification
from examapp.services.attempts.attempts import latest_result
from examapp.services.core.audit import record_act
from examapp.services.core.days import SHANGHAI
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import visible_enterprises, visible_spot_quizzes
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.draw_freezes import Wishes, freeze_quiz
from examapp.services.quizzes.participants import add_employee, add_participant, attempt_of
from examapp.services.quizzes.quiz_facts import freeze_facts
from examapp.services.quizzes.spot_quizzes import add_quiz, list_participants

DAYS_TO_MEND = 15
_UNOFFICIAL = "检查性质改成"
_OVER = ("recorded", "withdrawn", "cancelled")


def open_rectifications(quiz: SpotQuiz, *, now: datetime) -> None:
    """One item per failed person of a quiz, or the outcome of a re-test; call inside the record's transaction."""
    for one in list_participants(quiz.id):
        if one.state == "done":
            _follow(one, quiz, now)


def follow_result(attempt: Attempt, *, now: datetime) -> None:
    """A newer result of a paper that stands on a record: what it opens, closes or opens again.

    Call inside the transaction that stored the result. Before the record nothing follows; the record opens what is due.
    """
    participant = attempt.participant
    if participant is not None and participant.spot_quiz.state == "recorded" and participant.state == "done":
        _follow(participant, participant.spot_quiz, now)


def _follow(participant: Participant, quiz: SpotQuiz, now: datetime) -> None:
    failed_id = participant.replaces_id if quiz.kind == "retest" else participant.id
    if db.session.get(Participant, failed_id).spot_quiz.state == "withdrawn":
        # What the void record had found opens nothing again.
        return
    item = db.session.scalar(select(Rectification).where(Rectification.participant_id == failed_id))
    passed_by = _passing(failed_id)
    if item is None:
        # A self-test or an exercise orders nothing.
        official = quiz.inspection.purpose == Purpose.official
        if quiz.kind != "retest" and passed_by is None and official:
            _add(participant, quiz, now)
    elif item.state == "open" and passed_by is not None:
        _close(item, passed_by, now)
    elif item.state == "closed" and item.closed_by_participant_id is not None and passed_by is None:
        _reopen(item, now)


def _passing(failed_id: int) -> int | None:
    """Who of the person's papers in this matter passes by the result that counts: the first one before its re-tests."""
    retests = (
        select(Participant.id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .where(Participant.replaces_id == failed_id, Participant.origin == "retest")
        .where(Participant.state == "done", SpotQuiz.state != "withdrawn")
    )
    for participant_id in [failed_id, *db.session.scalars(retests.order_by(Participant.id))]:
        result = latest_result(attempt_of(participant_id).id)
        if result is not None and result.passed:
            return participant_id
    return None


def _due_on(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date() + timedelta(days=DAYS_TO_MEND)


def _add(participant: Participant, quiz: SpotQuiz, now: datetime) -> None:
    item = Rectification(
        participant_id=participant.id,
        enterprise_id=quiz.inspection.enterprise_id,
        state="open",
        due_on=_due_on(now),
        created_at=now,
    )
    db.session.add(item)
    db.session.flush()
    facts = {"due_on": item.due_on.isoformat()}
    record_act("rectification.opened", f"rectification:{item.id}", actor="server", now=now, data=facts)


def _close(item: Rectification, passed_by: int, now: datetime) -> None:
    item.state, item.closed_at, item.closed_by_participant_id = "closed", now, passed_by
    item.closing_note = "成绩经申诉重新评定，合格" if passed_by == item.participant_id else "补考合格"
    record_act(
        "rectification.closed", f"rectification:{item.id}", actor="server", now=now, data={"by": passed_by}
    )


def close_withdrawn(item: Rectification, reason: str, *, now: datetime) -> None:
    """The record that had opened it is void; one that was closed before stays as it was closed."""
    if item.state == "closed":
        return
    item.state, item.closed_at, item.closing_note = "closed", now, f"抽考记录已撤销：{reason}"[:200]
    facts = {"note": item.closing_note}
    record_act("rectification.closed", f"rectification:{item.id}", actor="server", now=now, data=facts)


def close_unofficial(item: Rectification, why: str, *, now: datetime) -> None:
    """The visit was no act of the authority after all, so nothing is ordered; what was closed before stays so."""
    if item.state == "closed":
        return
    item.state, item.closed_at, item.closing_note = "closed", now, f"{_UNOFFICIAL}{why}"[:200]
    facts = {"note": item.closing_note}
    record_act("rectification.closed", f"rectification:{item.id}", actor="server", now=now, data=facts)


def reopen_official(item: Rectification, *, now: datetime) -> None:
    """The visit is an act of the authority again: what `close_unofficial` closed is open, unless passed meanwhile."""
    if item.state == "closed" and item.closing_note.startswith(_UNOFFICIAL):
        passed_by = _passing(item.participant_id)
        if passed_by is None:
            _reopen(item, now)
        else:
            _close(item, passed_by, now)


def _reopen(item: Rectification, now: datetime) -> None:
    """Closed by a pass that counts no more; the time to mend begins anew."""
    item.state, item.closed_at, item.closed_by_participant_id, item.closing_note = "open", None, None, ""
    item.due_on = _due_on(now)
    facts = {"due_on": item.due_on.isoformat()}
    record_act("rectification.reopened", f"rectification:{item.id}", actor="server", now=now, data=facts)


def visible_rectifications(actor: Actor):
    """Rectification items with their participants, of the actor's enterprises and own visits, most urgent first."""
    enterprises = visible_enterprises(actor).with_only_columns(Enterprise.id)
    quizzes = visible_spot_quizzes(actor).with_only_columns(SpotQuiz.id)
    return (
        select(Rectification)
        .join(Rectification.participant)
        .where(Rectification.enterprise_id.in_(enterprises) | Participant.spot_quiz_id.in_(quizzes))
        .order_by(Rectification.state.desc(), Rectification.due_on, Rectification.id)
    )


def list_of_quiz(quiz_id: int) -> list[Rectification]:
    """What a quiz has opened, by the numbers of the people."""
    query = select(Rectification).join(Rectification.participant).where(Participant.spot_quiz_id == quiz_id)
    return list(db.session.scalars(query.order_by(Participant.number)))


def get_rectification(actor: Actor, rectification_id: int) -> Rectification:
    """One item in the actor's scope, or not_found."""
    found = db.session.scalar(visible_rectifications(actor).where(Rectification.id == rectification_id))
    if found is None:
        raise DomainError("not_found", what="rectification")
    return found


def is_overdue(item: Rectification, *, today: date) -> bool:
    """Open past its date."""
    return item.state == "open" and item.due_on < today


def start_retest(rectification_id: int, *, client_id: str, actor: Actor, now: datetime, ports: Ports) -> int:
    """Open a re-test quiz for one person with items never met before in this matter; gives the quiz id.

    While one is under way, that one. Raises not_found, inspector_unknown, state_conflict, retest_running (the person is
    being re-tested in another matter).
    """
    get_rectification(actor, rectification_id)
    if actor.inspector_id is None:
        raise DomainError("inspector_unknown")

    def perform() -> dict:
        # Held: two inspectors who press at once open one re-test.
        item = db.session.get(Rectification, rectification_id, with_for_update=True, populate_existing=True)
        if item.state != "open":
            raise DomainError("state_conflict", state=item.state)
        failed = db.session.get(Participant, item.participant_id)
        running = find_running_retest(failed)
        if running is not None and running.replaces_id != failed.id:
            raise DomainError("retest_running", name=failed.name)
        if running is not None:
            return {"quiz_id": running.spot_quiz_id}
        quiz = _open_for(failed, now, ports)
        facts = {"rectification": item.id, "commitment": quiz.commitment}
        record_act("retest.opened", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
        return {"quiz_id": quiz.id}

    return act_once(client_id, "retest.start", actor=actor, now=now, perform=perform)["quiz_id"]


def _open_for(failed: Participant, now: datetime, ports: Ports) -> SpotQuiz:
    quiz = _open_quiz(db.session.get(Inspection, failed.spot_quiz.inspection_id), now, ports)
    # The re-test is of what was failed, whatever else the person does at the enterprise.
    facts = {
        "name": failed.name,
        "role": failed.role,
        "post": failed.post,
        "origin": "retest",
        "replaces_id": failed.id,
        "excluded_items": _met_items(failed),
        "now": now,
        "ports": ports,
    }
    if failed.employment_id:
        add_employee(quiz, db.session.get(Employment, failed.employment_id), **facts)
    else:
        tail = open_field(failed, "id_tail_sealed", ports.sealer) if failed.id_tail_sealed else ""
        add_participant(quiz, state="expected", id_tail=tail, document_kind=failed.document_kind, **facts)
    return quiz


def find_running_retest(failed: Participant) -> Participant | None:
    """The person in a re-test that has not come to its record, in this matter or in another one."""
    same = Participant.replaces_id == failed.id
    if failed.candidate_id is not None:
        same = same | (Participant.candidate_id == failed.candidate_id)
    query = (
        select(Participant)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .where(Participant.origin == "retest", same, SpotQuiz.state.not_in(_OVER))
    )
    return db.session.scalar(query.order_by((Participant.replaces_id == failed.id).desc()).limit(1))


def _open_quiz(inspection: Inspection, now: datetime, ports: Ports) -> SpotQuiz:
    """Nobody is drawn: the person is named by the rectification, the paper by a freeze with an empty roster."""
    quiz = add_quiz(inspection.id, kind="retest", now=now, ports=ports)
    quiz.inspection = inspection
    freeze_quiz(quiz, Wishes({}, {}, "none"), {}, now=now, ports=ports)
    quiz.quotas, quiz.excluded, quiz.drawn = "{}", "[]", "{}"
    quiz.state, quiz.drawn_at, quiz.opened_at = "open", now, now
    freeze_facts(quiz, {}, now=now)
    return quiz


def _met_items(failed: Participant) -> list[str]:
    earlier = list(
        db.session.scalars(
            select(Participant).where(Participant.replaces_id == failed.id, Participant.origin == "retest")
        )
    )
    met = set()
    for one in [failed, *earlier]:
        met.update(stored_items(attempt_of(one.id).paper))
    return sorted(met)


def close_rectification(rectification_id: int, note: str, *, actor: Actor, now: datetime) -> None:
    """Close by hand with a reason (left the post, ...); the reason stays visible."""
    note = checked_reason(note)
    if not note:
        raise DomainError("closing_note_missing")
    item = get_rectification(actor, rectification_id)
    with transaction():
        if item.state == "closed":
            return
        item.state, item.closed_at, item.closing_note = "closed", now, note
        record_act(
            "rectification.closed",
            f"rectification:{item.id}",
            actor=actor,
            now=now,
            data={"note": item.closing_note},
        )
