"""Numbers that people take home on paper: of inspections, records and certificates, given by the site's own acts."""

import uuid

from sqlalchemy import select

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.certificates import Certificate
from examapp.models.exams import Registration
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.services.core.ports import Ports
from examapp.services.exams import certificates
from examapp.services.people.sign_ins import actor_of
from examapp.services.quizzes import inspection_register, records, signatures, spot_quizzes
from tests.chaos.sites import Site
from tests.stories import draw_as_shown

STROKES = [[[10 + x, 20 + x % 7, x * 16] for x in range(30)]]


def hand_out(site: Site) -> set[str]:
    """An inspection with its record, an entered inspection and, while somebody is left who passed, a certificate; gives their numbers."""
    with site.inside() as ports:
        inspector = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-inspector")))
        quiz = _quiz(inspector, ports)
        return {
            quiz.inspection.number,
            _record(quiz, inspector, ports),
            _entered(quiz.inspection.enterprise_id, inspector, ports),
            *_certificate(ports),
        }


def _quiz(inspector: Actor, ports: Ports) -> SpotQuiz:
    """A quiz at an enterprise where the demonstration had one, so that somebody can be drawn."""
    now = ports.clock.now()
    visited = db.session.scalar(
        select(Inspection.enterprise_id)
        .join(SpotQuiz)
        .where(Inspection.lead_inspector_id == inspector.inspector_id, SpotQuiz.kind == "quiz")
        .order_by(Inspection.id)
    )
    second = db.session.scalar(
        select(Inspector.id)
        .where(Inspector.id != inspector.inspector_id, Inspector.state == "active")
        .where(Inspector.account_id.is_not(None))
        .order_by(Inspector.id)
    )
    quiz_id = spot_quizzes.prepare_quiz(
        visited, client_id=str(uuid.uuid4()), actor=inspector, now=now, ports=ports
    )
    return draw_as_shown(
        quiz_id,
        quotas={"lead": 1},
        nonce="7",
        excluded={},
        second_inspector_id=second,
        actor=inspector,
        now=now,
        ports=ports,
    )


def _record(quiz: SpotQuiz, inspector: Actor, ports: Ports) -> str:
    """Nobody came, all sign."""
    now = ports.clock.now()
    spot_quizzes.close_quiz(quiz.id, absent_reason="演练", actor=inspector, now=now, grace_seconds=5)
    for signer in signatures.list_signers(spot_quizzes.locked_quiz(quiz.id)):
        who = _account_of(signer.inspector_id) if signer.inspector_id else inspector
        signatures.sign(
            quiz.id, signer.key, strokes=STROKES, refusal_reason="", name="演练", actor=who, now=now
        )
    return records.finish_record(quiz.id, base_url="", actor=inspector, now=now, ports=ports).number


def _account_of(inspector_id: int) -> Actor:
    """Each inspector signs from the own account."""
    return actor_of(db.session.get(Inspector, inspector_id).account)


def _entered(enterprise_id: int, inspector: Actor, ports: Ports) -> str:
    now = ports.clock.now()
    facts = {
        "enterprise_id": enterprise_id,
        "inspected_on": now.date(),
        "place": "",
        "exemption_reason": "",
        "note": "演练",
    }
    made = inspection_register.enter_inspection(facts, client_id=str(uuid.uuid4()), actor=inspector, now=now)
    return db.session.get(Inspection, made).number


def _certificate(ports: Ports) -> list[str]:
    """Of somebody who passed and has none yet; how many of those the demonstration city has is left to chance."""
    held = select(Certificate.registration_id)
    one = db.session.scalar(
        select(Registration)
        .where(Registration.state == "passed", Registration.id.not_in(held))
        .order_by(Registration.id.desc())
    )
    if one is None:
        return []
    made = certificates.issue_certificate(
        one.id, candidate_id=one.candidate_id, base_url="", now=ports.clock.now(), ports=ports
    )
    return [made.number]
