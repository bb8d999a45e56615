"""一人一档: what is held about one person, over all employers, in words."""

from dataclasses import dataclass

from sqlalchemy import select

from examapp.domain.id_documents import DocumentKind, mask_document, tail_of
from examapp.domain.phone_checks import PhoneOutcome
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.phone_checks import PhoneCheck
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.people.phone_checks import find_check
from question_bank.model import Post, Role


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Facts as (label, value), employments as (enterprise, role, posts, from, until)."""

    facts: list[tuple[str, str]]
    employments: list[tuple[str, str, str, str, str]]


def check_words(check: PhoneCheck | None) -> str:
    """What is kept of the own phone, for the person and for the officer."""
    if check is None:
        return "没有试过"
    return f"{PhoneOutcome(check.outcome).label}（{today_of(check.checked_at).isoformat()}）"


def describe_person(candidate_id: int, *, ports: Ports) -> PersonFile:
    """What the person may see and take along; the ID number shows its last four only."""
    candidate = db.session.get(Candidate, candidate_id)
    tail = tail_of(open_field(candidate, "id_number_sealed", ports.sealer))
    phone = open_field(candidate, "phone_sealed", ports.sealer) if candidate.phone_sealed else ""
    check = find_check(candidate_id)
    query = select(Employment).where(Employment.candidate_id == candidate_id)
    rows = db.session.scalars(query.order_by(Employment.started_on.desc(), Employment.id.desc())).all()
    return PersonFile(
        facts=[
            ("姓名", candidate.name),
            ("证件", DocumentKind(candidate.document_kind).label),
            ("证件号后四位", mask_document(candidate.document_kind, tail)),
            ("手机号", phone or "没有登记"),
            ("考前试手机", check_words(check)),
            ("登记时间", today_of(candidate.created_at).isoformat()),
        ],
        employments=[
            (
                one.enterprise.name,
                Role(one.role).label,
                "、".join(Post(post).label for post in one.posts) or one.job_title,
                one.started_on.isoformat(),
                one.ended_on.isoformat() if one.ended_on else "",
            )
            for one in rows
        ],
    )
