"""Regions, enterprises, people and employments: one function per act, each with its audit entry."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from examapp.adapters.pinyin import name_initials, name_pinyin, text_initials, text_pinyin
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, find_document_fault, plain_document, split_document
from examapp.domain.identifiers import find_uscc_fault, plain_code
from examapp.domain.people_names import checked_name, checked_title, clean_name
from examapp.domain.permissions import Actor
from examapp.domain.rosters import overlap
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_enterprise, visible_employments, within_regions
from examapp.services.core.sealed_fields import seal_field
from examapp.services.core.transactions import transaction
from question_bank.model import Industry, Post, Role


def add_region(
    code: str, name: str, level: str, parent_id: int | None, *, actor: Actor | str, now: datetime
) -> Region:
    """A region below its parent; the code is GB/T 2260-style (6 digits; towns 9)."""
    parent = db.session.get(Region, parent_id) if parent_id else None
    wanted = {"city": 6, "county": 6, "town": 9}.get(level)
    if wanted is None or not (code.isascii() and code.isdigit() and len(code) == wanted):
        raise DomainError("region_code_malformed", code=code)
    if (parent.level if parent else None) != {"city": None, "county": "city", "town": "county"}[level]:
        raise DomainError("region_parent_wrong", level=level)
    if db.session.scalar(select(Region.id).where(Region.code == code)):
        raise DomainError("region_code_taken", code=code)
    with transaction() as session:
        region = Region(
            code=code,
            name=checked_title(name),
            level=level,
            parent_id=parent_id,
            path=f"{parent.path if parent else '/'}{code}/",
        )
        session.add(region)
        session.flush()
        record_act("region.added", f"region:{region.id}", actor=actor, now=now, data={"code": code})
        return region


def save_enterprise(enterprise_id: int | None, facts: dict, *, actor: Actor, now: datetime) -> Enterprise:
    """Add or change an enterprise; facts: name, uscc, region_id, industry, size, risk_tags, address, state."""
    enterprise = get_enterprise(actor, enterprise_id) if enterprise_id else None
    uscc = plain_code(facts["uscc"])
    fault = find_uscc_fault(uscc)
    if fault:
        raise DomainError("uscc_wrong", fault=fault, uscc=uscc)
    if facts["industry"] not in set(Industry):
        raise DomainError("industry_unknown")
    if (
        db.session.scalar(
            within_regions(actor, select(Region).where(Region.id == facts["region_id"]), Region.path)
        )
        is None
    ):
        raise DomainError("not_found", what="region")
    taken = db.session.scalar(select(Enterprise.id).where(Enterprise.uscc == uscc))
    if taken and taken != enterprise_id:
        raise DomainError("uscc_taken", uscc=uscc)
    with transaction() as session:
        if enterprise is None:
            enterprise = Enterprise(created_at=now, state="active")
            session.add(enterprise)
        name = checked_title(facts["name"])
        enterprise.uscc, enterprise.name = uscc, name
        enterprise.name_pinyin, enterprise.name_initials = text_pinyin(name)[:400], text_initials(name)[:100]
        for field in ("region_id", "industry", "size", "risk_tags", "address", "state"):
            if field in facts:
                setattr(enterprise, field, facts[field])
        session.flush()
        record_act(
            "enterprise.saved", f"enterprise:{enterprise.id}", actor=actor, now=now, data={"uscc": uscc}
        )
        return enterprise


def find_or_add_candidate(
    name: str,
    id_number: str,
    phone: str | None,
    *,
    enterprise_id: int,
    now: datetime,
    ports: Ports,
    document_kind: str = DocumentKind.mainland_id,
) -> Candidate:
    """The person of this ID number and name, added when new; call inside a transaction.

    A number that others know by another name is answered like one that nobody knows: with a new person. A known person's
    telephone is not replaced. Raises id_number_wrong (fault: length, character, birth, checksum, form), and
    name_differs when this very enterprise has the number on its roster under another name.
    """
    number = plain_document(split_document(id_number)[1])
    if fault := find_document_fault(document_kind, number, today=today_of(now)):
        raise DomainError("id_number_wrong", fault=fault)
    namesakes = db.session.scalars(
        select(Candidate).where(Candidate.id_number_hash == ports.sealer.lookup(number, "id_number"))
    ).all()
    own = select(Employment.candidate_id).where(Employment.enterprise_id == enterprise_id)
    on_own_roster = set(
        db.session.scalars(own.where(Employment.candidate_id.in_([one.id for one in namesakes])))
    )
    known = find_by_name(name, namesakes)
    if on_own_roster and (known is None or known.id not in on_own_roster):
        raise DomainError("name_differs", name=name.strip())
    if known is not None:
        if phone and known.phone_sealed is None:
            seal_field(known, "phone_sealed", phone, ports.sealer)
        return known
    candidate = new_candidate(name, number, now=now, ports=ports, document_kind=document_kind)
    save_candidates([(candidate, number, phone)], ports)
    return candidate


def find_by_name(name: str, namesakes: Iterable[Candidate]) -> Candidate | None:
    """Of the people with one ID number the one of this name, however its spaces and dots are typed."""
    return next((one for one in namesakes if clean_name(one.name) == clean_name(name)), None)


def list_other_names(candidate: Candidate, *, actor: Actor) -> list[Candidate]:
    """People under the same ID number by other names, as far as they are on rosters in the actor's scope."""
    in_scope = visible_employments(actor).with_only_columns(Employment.candidate_id)
    query = select(Candidate).where(
        Candidate.id_number_hash == candidate.id_number_hash,
        Candidate.id != candidate.id,
        Candidate.id.in_(in_scope),
    )
    return list(db.session.scalars(query.order_by(Candidate.id)))


def new_candidate(
    name: str,
    number: str,
    *,
    now: datetime,
    ports: Ports,
    document_kind: str = DocumentKind.mainland_id,
) -> Candidate:
    """An unsaved person, to be saved by `save_candidates`; the number must be normalized and checked."""
    name = checked_name(name)
    return Candidate(
        name=name,
        name_pinyin=name_pinyin(name)[:240],
        name_initials=name_initials(name)[:60],
        # Sealed when the row has its id, which it is bound to.
        id_number_sealed=b"",
        id_number_hash=ports.sealer.lookup(number, "id_number"),
        document_kind=document_kind,
        created_at=now,
    )


def save_candidates(people: Sequence[tuple[Candidate, str, str | None]], ports: Ports) -> None:
    """Save new people with their number and telephone, sealed; call inside a transaction."""
    db.session.add_all(candidate for candidate, _, _ in people)
    db.session.flush()
    for candidate, number, phone in people:
        seal_field(candidate, "id_number_sealed", number, ports.sealer)
        if phone:
            seal_field(candidate, "phone_sealed", phone, ports.sealer)
    db.session.flush()


def add_employment(
    enterprise_id: int,
    name: str,
    id_number: str,
    phone: str | None,
    facts: dict,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> Employment:
    """Put somebody on the roster; facts: role, posts, job_title, kind, started_on, ended_on, document_kind.

    Twice is once. Another role from the same day on is a role beside the first: people of small firms have several.
    Raises on_roster_since for the same role since another day.
    """
    get_enterprise(actor, enterprise_id)
    check_employment(facts["role"], facts["posts"], facts["started_on"], facts.get("ended_on"))
    with transaction() as session:
        kind = facts.get("document_kind", DocumentKind.mainland_id)
        candidate = find_or_add_candidate(
            name, id_number, phone, enterprise_id=enterprise_id, now=now, ports=ports, document_kind=kind
        )
        employment = _find_stay(candidate.id, enterprise_id, facts)
        if employment is None:
            employment = Employment(
                candidate_id=candidate.id, enterprise_id=enterprise_id, started_on=facts["started_on"]
            )
            session.add(employment)
        _apply(employment, facts)
        session.flush()
        data = {"role": employment.role}
        record_act("employment.saved", f"employment:{employment.id}", actor=actor, now=now, data=data)
        return employment


def _find_stay(candidate_id: int, enterprise_id: int, facts: dict) -> Employment | None:
    """The stay in this role since this day, None for a new one.

    The same role at the same time since another day is no second one: raises on_roster_since with that day.
    """
    query = select(Employment).where(
        Employment.candidate_id == candidate_id,
        Employment.enterprise_id == enterprise_id,
        Employment.role == facts["role"],
    )
    stays = db.session.scalars(query).all()
    for stay in stays:
        if stay.started_on == facts["started_on"]:
            return stay
    for stay in stays:
        if overlap(facts["started_on"], facts.get("ended_on"), stay.started_on, stay.ended_on):
            raise DomainError("on_roster_since", day=stay.started_on.isoformat())
    return None


def check_employment(role: str, posts: Sequence[str], started_on: date, ended_on: date | None) -> None:
    """Raise role_unknown, post_unknown, post_missing or dates_reversed."""
    if role not in set(Role):
        raise DomainError("role_unknown", role=role)
    for post in posts:
        if post not in set(Post):
            raise DomainError("post_unknown", post=post)
    if ended_on is not None and ended_on < started_on:
        raise DomainError("dates_reversed")


def _apply(employment: Employment, facts: dict) -> None:
    for field in ("role", "posts", "job_title", "kind", "ended_on"):
        if field in facts:
            setattr(employment, field, facts[field])
