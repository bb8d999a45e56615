"""Certificates of passed assessments: issued once, checked by anybody who holds the paper, revoked by a regrade."""

import json
import secrets
from datetime import date, datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.exams import ExamKind
from examapp.domain.id_documents import mask_document, tail_of
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.certificates import Certificate
from examapp.models.exams import Registration
from examapp.services.attempts.explanations import results_shown_at
from examapp.services.attempts.valid_results import CountingTry, counting_tries
from examapp.services.core.audit import record_act
from examapp.services.core.counters import next_number
from examapp.services.core.days import today_of, year_after
from examapp.services.core.demonstration import is_demonstration
from examapp.services.core.notices import tell
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import canonical_json, digest_text, transaction
from examapp.services.people.identities import level_of
from examapp.services.people.wordings import full_name, wording_of

FORMAT = "examapp-certificate/1"
# Our own rule, not a law's: a yearly assessment vouches for one year; one before a post has no end.
YEARLY = frozenset(ExamKind) - {ExamKind.pre_post}


def issue_certificate(
    registration_id: int,
    *,
    candidate_id: int,
    base_url: str,
    now: datetime,
    ports: Ports,
    actor: Actor | str = "candidate",
) -> Certificate:
    """The valid certificate of a pass, made now when there is none; twice is once.

    Its PDF is printed when it is opened. Raises not_found, certificate_without_pass, certificate_too_early.
    """
    with transaction() as session:
        registration = session.get(Registration, registration_id, with_for_update={"of": Registration})
        if registration is None or registration.candidate_id != candidate_id:
            raise DomainError("not_found", what="registration")
        attempt, result = _passed(registration_id)
        shown_at = results_shown_at(attempt)
        if shown_at is not None and now < shown_at:
            raise DomainError("certificate_too_early")
        held = session.scalar(
            select(Certificate).where(
                Certificate.attempt_id == attempt.id, Certificate.result_version == result.version
            )
        )
        if held is not None:
            return held
        return _make(registration, attempt, result, base_url, now, ports, actor)


def issue_missing(
    enterprise_id: int, year: int, *, base_url: str, now: datetime, ports: Ports
) -> list[Certificate]:
    """Every valid certificate of this enterprise for passes of this year, those made now that nobody has fetched yet.

    Whose results are not shown yet is left out. Twice is once.
    """
    found = []
    for registration_id, candidate_id in _passed_people(enterprise_id):
        try:
            certificate = issue_certificate(
                registration_id,
                candidate_id=candidate_id,
                base_url=base_url,
                now=now,
                ports=ports,
                actor="system",
            )
        except DomainError as error:
            if error.code not in ("certificate_too_early", "certificate_without_pass"):
                raise
            continue
        if content_of(certificate)["passed_on"].startswith(f"{year}-"):
            found.append(certificate)
    return found


def _passed_people(enterprise_id: int) -> list[tuple[int, int]]:
    query = select(Registration.id, Registration.candidate_id).where(
        Registration.enterprise_id == enterprise_id, Registration.state == "passed"
    )
    return [tuple(row) for row in db.session.execute(query.order_by(Registration.id))]


def _passed(registration_id: int) -> CountingTry:
    counting = counting_tries([registration_id]).get(registration_id)
    if counting is None or not counting.result.passed:
        raise DomainError("certificate_without_pass")
    return counting


def _make(
    registration: Registration,
    attempt: Attempt,
    result: AttemptResult,
    base_url: str,
    now: datetime,
    ports: Ports,
    actor: Actor | str,
) -> Certificate:
    content = _describe(registration, attempt, result, now, ports)
    number = content["number"]
    text, token = canonical_json(content), secrets.token_urlsafe(24)
    made = Certificate(
        number=number,
        registration_id=registration.id,
        attempt_id=attempt.id,
        result_version=result.version,
        public_token=token,
        content=text,
        digest=digest_text(text),
        base_url=base_url,
        valid_until=date.fromisoformat(content["valid_until"]) if content["valid_until"] else None,
        issued_at=now,
    )
    db.session.add(made)
    record_act(
        "certificate.issued",
        f"certificate:{number}",
        actor=actor,
        now=now,
        data={"digest": made.digest},
    )
    return made


def _describe(
    registration: Registration, attempt: Attempt, result: AttemptResult, now: datetime, ports: Ports
) -> dict:
    number = _next_number(today_of(now).year)
    passed_on = today_of(datetime.fromtimestamp((attempt.submitted_ms or 0) / 1000, tz=now.tzinfo))
    until = year_after(passed_on) if registration.exam.kind in YEARLY else None
    return {
        "format": FORMAT,
        "number": number,
        **_describe_owner(registration, ports),
        "score_tenths": result.score_tenths,
        "full_tenths": result.full_tenths,
        "passed_on": passed_on.isoformat(),
        "valid_until": until.isoformat() if until else None,
        "identity_level": level_of(attempt),
        "issued_at": now.isoformat(),
        "demonstration": is_demonstration(),
    }


def _next_number(year: int) -> str:
    return f"ZS-{year}-{next_number(f'certificate:{year}'):06d}"


def _describe_owner(registration: Registration, ports: Ports) -> dict:
    person = registration.candidate
    tail = tail_of(open_field(person, "id_number_sealed", ports.sealer))
    return {
        "name": person.name,
        "id_tail_masked": mask_document(person.document_kind, tail),
        "enterprise": registration.enterprise.name,
        "role": registration.role,
        "post": registration.post,
        "exam": registration.exam.name,
        "issuer": _describe_issuer(registration),
    }


def _describe_issuer(registration: Registration) -> dict:
    """Who held the exam: the firm itself, or the authority of the exam's region ("" = nobody has named it)."""
    exam, firm = registration.exam, registration.enterprise
    if exam.enterprise_id is not None:
        return {"kind": "enterprise", "name": exam.enterprise.name, "region": ""}
    region = exam.region or firm.region
    return {"kind": "bureau", "name": wording_of(region).authority, "region": full_name(region)}


def revoke_older(attempt_id: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """Revoke what was issued on earlier results of this paper; call inside the transaction of the regrade."""
    query = select(Certificate).where(Certificate.attempt_id == attempt_id, Certificate.state == "valid")
    for one in db.session.scalars(query):
        one.state, one.reason = "revoked", reason
        record_act("certificate.revoked", f"certificate:{one.number}", actor=actor, now=now)
        owner = db.session.get(Registration, one.registration_id).candidate_id
        text = f"您的合格证明 {one.number} 已经撤销：{reason}。仍然合格的，可以重新领取。"
        tell(owner, f"certificate_revoked:{one.id}", text, now=now)


def get_certificate(certificate_id: int, *, candidate_id: int) -> Certificate:
    """One of this person's. Raises not_found."""
    found = db.session.get(Certificate, certificate_id)
    if found is None or found.registration.candidate_id != candidate_id:
        raise DomainError("not_found", what="certificate")
    return found


def find_public_certificate(public_token: str) -> Certificate | None:
    """The certificate of a QR address."""
    return db.session.scalar(select(Certificate).where(Certificate.public_token == public_token))


def status_of(certificate: Certificate, *, today: date) -> str:
    """valid, revoked or expired."""
    if certificate.state == "revoked":
        return "revoked"
    until = certificate.valid_until
    return "expired" if until is not None and until < today else "valid"


def content_of(certificate: Certificate) -> dict:
    """Every printed field."""
    return json.loads(certificate.content)
