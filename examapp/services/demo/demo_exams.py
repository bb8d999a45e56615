"""A yearly assessment of the fictional city's leads, half way through: some have passed, one needs a resit, some are due."""

import uuid
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from examapp.domain.exams import ExamKind
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.candidate_accounts import CandidateAccount
from examapp.models.exams import Registration
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.demo.demo_answers import answer_attempt
from examapp.services.exams import exam_register, registrations
from examapp.services.exams.exam_facts import suggest_facts
from examapp.services.people.activations import issue_code
from examapp.services.people.sign_ins import actor_of

DONE = 24


def issue_demo_slip(base_url: str, *, ports: Ports) -> tuple[str, str] | None:
    """(address with a fresh one-time code, ID number) of one fictional person who is due and has no account yet."""
    with_account = select(CandidateAccount.candidate_id)
    person = db.session.scalar(
        select(Registration)
        .where(Registration.state == "due", Registration.candidate_id.not_in(with_account))
        .order_by(Registration.id)
        .limit(1)
    )
    if person is None:
        return None
    bureau = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-bureau")))
    code = issue_code(person.candidate_id, actor=bureau, now=ports.clock.now())
    id_number = open_field(person.candidate, "id_number_sealed", ports.sealer)
    return f"{base_url}/me/activate?code={code}", id_number


def build_exam(dice: Random, *, ports: Ports, now: datetime) -> None:
    """Set up by the city's bureau ten days ago; open for another three weeks."""
    bureau = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-bureau")))
    begun = now - timedelta(days=10)
    facts = suggest_facts(ExamKind.lead_yearly, now=begun - timedelta(days=1))
    exam_id = exam_register.create_exam(
        facts, client_id=str(uuid.UUID(int=dice.getrandbits(128))), actor=bureau, now=begun
    )
    exam_register.announce_exam(exam_id, actor=bureau, now=begun, ports=ports)
    registrations.register_for_exam(exam_id, now=begun)
    people = list(
        db.session.scalars(
            select(Registration).where(Registration.exam_id == exam_id).order_by(Registration.id)
        )
    )
    for number, one in enumerate(people[:DONE]):
        moment = begun + timedelta(days=2, hours=number)
        attempt = registrations.prepare_try(one.candidate_id, one.id, now=moment)
        answer_attempt(dice, attempt, moment)
