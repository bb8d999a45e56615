"""Who is registered for an exam, with papers built beforehand; and the tries of each person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.exams import PastTry, find_obstacle
from examapp.domain.papers import stored_items
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.candidates import Employment
from examapp.models.exams import Exam, Registration
from examapp.services.attempts.attempts import latest_result
from examapp.services.attempts.explanations import are_results_shown
from examapp.services.attempts.other_blueprints import note_other_blueprint
from examapp.services.core.audit import record_act
from examapp.services.core.rollups import note_registered
from examapp.services.core.transactions import transaction
from examapp.services.exams.exam_audiences import concerned_employments
from examapp.services.exams.exam_papers import ExamBlock, build_try
from examapp.services.papers.met_items import met_by_candidate
from examapp.services.papers.paper_pools import choose_blueprint, locality_of
from examapp.services.people.identities import require_identity
from examapp.services.people.posts import main_post

BATCH = 100
_TOLD = ("announced", "closed", "cancelled")


@dataclass(frozen=True, slots=True)
class Duty:
    """One exam as the person sees it: `obstacle` says why a new try cannot begin now, `attempt` is the try under way or ready.

    `shown`: scores may be seen now.
    """

    registration: Registration
    attempt: Attempt | None
    tries: list[tuple[Attempt, AttemptResult]]
    obstacle: DomainError | None
    shown: bool

    @property
    def running(self) -> bool:
        """Whether a try has begun and is not handed in."""
        return self.attempt is not None and self.attempt.state == "open"

    @property
    def cancelled(self) -> bool:
        """Whether the exam was called off."""
        return self.registration.exam.state == "cancelled"

    @property
    def over(self) -> bool:
        """Whether there is nothing left that has to be done: passed, or handed in where nobody may see more yet."""
        if self.cancelled:
            return True
        return self.registration.state == "passed" if self.shown else bool(self.tries) and not self.running


def register_for_exam(exam_id: int, *, now: datetime) -> int:
    """The job: everybody concerned who is not registered yet gets a registration and a first paper. Twice is once."""
    added = 0
    while True:
        with transaction() as session:
            exam = session.get(Exam, exam_id, with_for_update={"of": Exam}, populate_existing=True)
            if exam is None or exam.state != "announced":
                return added
            known = set(
                session.scalars(select(Registration.candidate_id).where(Registration.exam_id == exam_id))
            )
            new = [one for one in concerned_employments(exam, None, now=now) if one.candidate_id not in known]
            batch = new[:BATCH]
            if not batch:
                return added
            block = ExamBlock(exam.id)
            met = met_by_candidate([one.candidate_id for one in batch], now=now)
            for employment in batch:
                _register(exam, employment, block, met.get(employment.candidate_id, []), now)
            added += len(batch)
            facts = {"count": len(batch)}
            record_act("exam.registered", f"exam:{exam.id}", actor="system", now=now, data=facts)


def register_newcomers(*, now: datetime) -> int:
    """The daily job: people hired since are registered for every announced exam that is not over."""
    going = [
        exam.id
        for exam in db.session.scalars(select(Exam).where(Exam.state == "announced"))
        if exam.closes_at > now
    ]
    return sum(register_for_exam(exam_id, now=now) for exam_id in going)


def _register(
    exam: Exam, employment: Employment, block: ExamBlock, met: list[str], now: datetime
) -> Registration:
    post = main_post(employment)
    choice = choose_blueprint(
        employment.role, post, locality_of(employment.enterprise), exam.item_pool_digest, purpose="exam"
    )
    registration = Registration(
        exam_id=exam.id,
        number=exam.next_number,
        candidate_id=employment.candidate_id,
        employment_id=employment.id,
        enterprise_id=employment.enterprise_id,
        role=employment.role,
        post=post,
        industry=employment.enterprise.industry,
        blueprint_id=choice.blueprint.id,
        blueprint_revision=choice.blueprint.revision,
        registered_at=now,
    )
    exam.next_number += 1
    db.session.add(registration)
    db.session.flush()
    note_registered(registration, None)
    attempt = build_try(exam, registration, 1, frozenset(), met, block=block, now=now)
    note_other_blueprint(attempt, choice, now=now)
    return registration


def list_duties(candidate_id: int, *, now: datetime) -> list[Duty]:
    """Everything this person has to sit or has sat, what is due first; one called off until it would have closed."""
    query = (
        select(Registration)
        .join(Registration.exam)
        .where(Registration.candidate_id == candidate_id, Exam.state.in_(_TOLD))
        .order_by(Registration.id.desc())
    )
    duties = [_duty(registration, now) for registration in db.session.scalars(query)]
    duties = [duty for duty in duties if not duty.cancelled or duty.tries or _would_be_open(duty, now)]
    return sorted(duties, key=lambda duty: (duty.over, duty.obstacle is not None))


def _would_be_open(duty: Duty, now: datetime) -> bool:
    closes_at = duty.registration.closes_at
    return closes_at is not None and closes_at > now


def get_duty(candidate_id: int, registration_id: int, *, now: datetime) -> Duty:
    """One of this person's exams. Raises not_found for anybody else's."""
    found = db.session.get(Registration, registration_id, populate_existing=True)
    if found is None or found.candidate_id != candidate_id:
        raise DomainError("not_found", what="registration")
    return _duty(found, now)


def _duty(registration: Registration, now: datetime) -> Duty:
    attempts = list_tries(registration.id)
    done = [(one, latest_result(one.id)) for one in attempts if one.state == "submitted"]
    running = next((one for one in attempts if one.state == "open"), None)
    past = [
        PastTry(one.try_number, datetime.fromtimestamp(one.submitted_ms / 1000, tz=now.tzinfo), result.passed)
        for one, result in done
    ]
    if running is not None:
        past.append(PastTry(running.try_number, None, passed=False))
    exam = registration.exam
    windows = [(one.opens_at, one.closes_at) for one in registration.sittings]
    shown = are_results_shown(exam, now=now)
    obstacle = find_obstacle(
        windows,
        past,
        attempts_allowed=exam.attempts_allowed,
        wait_hours=exam.wait_hours,
        now=now,
        shown=shown,
    )
    if exam.state == "cancelled":
        obstacle = DomainError("exam_cancelled")
    ready = next((one for one in attempts if one.state == "ready"), None)
    return Duty(registration, running or ready, done, obstacle, shown)


def list_tries(registration_id: int) -> list[Attempt]:
    """All tries of a registration in order."""
    query = select(Attempt).where(Attempt.registration_id == registration_id)
    return list(
        db.session.scalars(query.order_by(Attempt.try_number).execution_options(populate_existing=True))
    )


def prepare_try(candidate_id: int, registration_id: int, *, now: datetime) -> Attempt:
    """The try that this person may open now: the running one, the one that is ready, or a resit with a disjoint paper.

    Raises exam_passed, exam_not_open, exam_over, tries_used_up, wait_before_resit, exam_cancelled,
    identity_needed, pool_too_small.
    """
    with transaction() as session:
        session.get(Registration, registration_id, with_for_update={"of": Registration})
        duty = get_duty(candidate_id, registration_id, now=now)
        if duty.obstacle is not None:
            raise duty.obstacle
        if not duty.running:
            require_identity(duty.registration)
        if duty.attempt is not None:
            return duty.attempt
        # Whoever calls it off at this moment waits, and then finds this try too.
        exam = session.get(
            Exam, duty.registration.exam_id, with_for_update={"read": True}, populate_existing=True
        )
        if exam.state == "cancelled":
            raise DomainError("exam_cancelled")
        asked = frozenset(item for attempt, _ in duty.tries for item in stored_items(attempt.paper))
        met = met_by_candidate([candidate_id], now=now).get(candidate_id, [])
        made = build_try(exam, duty.registration, len(duty.tries) + 1, asked, met, now=now)
        facts = {"try": made.try_number}
        record_act(
            "exam.resit_built", f"registration:{registration_id}", actor="candidate", now=now, data=facts
        )
        return made
