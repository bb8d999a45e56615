"""Inspectors: registered, put right, given an account, merged when registered twice, removed;
what was signed stays as it was.
"""

from datetime import datetime

from sqlalchemy import or_, select

from examapp.domain.errors import DomainError
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import checked_name, plain_name, visible_text
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.organizations import Region
from examapp.models.records import Signature
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import within_regions
from examapp.services.core.transactions import transaction
from examapp.services.people.sign_ins import end_sessions

_UNFINISHED = ("prepared", "open", "closed")


def get_inspector(actor: Actor, inspector_id: int) -> Inspector:
    """The inspector, or not_found: what is out of scope does not exist for the actor."""
    query = select(Inspector).join(Inspector.region).where(Inspector.id == inspector_id)
    inspector = db.session.scalar(within_regions(actor, query, Region.path))
    if inspector is None:
        raise DomainError("not_found", what="inspector")
    return inspector


def add_inspector(name: str, number: str, region_id: int, *, actor: Actor, now: datetime) -> Inspector:
    """An inspector without an account of their own, within the actor's scope; the same one twice is one."""
    name, number = _checked(name, number, region_id, actor)
    with transaction() as session:
        inspector = _find(number)
        if inspector is not None:
            _refuse_other(inspector, name)
            if (inspector.state, inspector.region_id) == ("active", region_id):
                return inspector
            if inspector.state == "active":
                raise DomainError("certificate_taken", number=number, login="")
            get_inspector(actor, inspector.id)
            inspector.state, inspector.region_id = "active", region_id
        else:
            inspector = Inspector(name=name, certificate_number=number, region_id=region_id, state="active")
            session.add(inspector)
            session.flush()
        record_act("inspector.added", f"inspector:{inspector.id}", actor=actor, now=now)
        return inspector


def take_inspector(number: str, account: Account, region_id: int, *, actor: Actor, now: datetime) -> None:
    """The inspector of a new account: registered before without one, or new; call inside a transaction.

    Raises certificate_missing, certificate_taken, certificate_other_name.
    """
    name, number = _checked(account.name, number, region_id, actor)
    inspector = _find(number)
    if inspector is None:
        inspector = Inspector(name=name, certificate_number=number)
        db.session.add(inspector)
    elif inspector.account_id is not None:
        raise DomainError("certificate_taken", number=number, login=inspector.account.login_name)
    else:
        _refuse_other(inspector, name)
    inspector.account_id, inspector.region_id, inspector.state = account.id, region_id, "active"
    db.session.flush()
    facts = {"account": account.id}
    record_act("inspector.linked", f"inspector:{inspector.id}", actor=actor, now=now, data=facts)


def save_inspector(
    inspector_id: int, name: str, number: str, region_id: int, *, actor: Actor, now: datetime
) -> Inspector:
    """Put name, certificate number or region right; records that were made keep what they say."""
    inspector = get_inspector(actor, inspector_id)
    name, number = _checked(name, number, region_id, actor)
    with transaction():
        other = _find(number)
        if other is not None and other.id != inspector.id:
            login = other.account.login_name if other.account else ""
            raise DomainError("certificate_taken", number=number, login=login)
        inspector.name, inspector.certificate_number, inspector.region_id = name, number, region_id
        _follow(inspector)
        record_act("inspector.saved", f"inspector:{inspector.id}", actor=actor, now=now)
    return inspector


def list_free_accounts(actor: Actor) -> list[Account]:
    """Accounts of inspectors in scope that belong to nobody registered."""
    query = (
        select(Account)
        .join(Account.region)
        .outerjoin(Inspector, Inspector.account_id == Account.id)
        .where(Account.role == AccountRole.inspector, Account.state == "active", Inspector.id.is_(None))
    )
    return list(db.session.scalars(within_regions(actor, query, Region.path).order_by(Account.name)))


def link_account(inspector_id: int, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Give the inspector one of the free accounts; twice is once. Raises account_not_free."""
    inspector = get_inspector(actor, inspector_id)
    if account_id and inspector.account_id == account_id:
        return
    if inspector.account_id or inspector.state != "active":
        raise DomainError("state_conflict")
    if account_id not in {account.id for account in list_free_accounts(actor)}:
        raise DomainError("account_not_free")
    with transaction():
        inspector.account_id = account_id
        db.session.flush()
        db.session.refresh(inspector)
        _follow(inspector)
        # Whoever is signed in with it was somebody else a moment ago.
        end_sessions(account_id, now)
        facts = {"account": account_id}
        record_act("inspector.linked", f"inspector:{inspector.id}", actor=actor, now=now, data=facts)


def unlink_account(inspector_id: int, *, actor: Actor, now: datetime) -> None:
    """Take the account away; it can no longer begin quizzes until it is linked again. Twice is once."""
    inspector = get_inspector(actor, inspector_id)
    if inspector.account_id is None:
        return
    _refuse_unfinished(inspector)
    with transaction():
        end_sessions(inspector.account_id, now)
        facts, inspector.account_id = {"account": inspector.account_id}, None
        record_act("inspector.unlinked", f"inspector:{inspector.id}", actor=actor, now=now, data=facts)


def list_possible_doubles(inspector: Inspector, actor: Actor) -> list[Inspector]:
    """Whom this row may be the same person as: active ones in scope, those of the same name first."""
    query = (
        select(Inspector)
        .join(Inspector.region)
        .where(Inspector.state == "active", Inspector.id != inspector.id)
    )
    others = db.session.scalars(within_regions(actor, query, Region.path).order_by(Inspector.name)).all()
    return sorted(others, key=lambda other: other.name != inspector.name)


def merge_inspector(inspector_id: int, into_id: int, *, actor: Actor, now: datetime) -> Inspector:
    """Two rows are one person: this one leaves, its account goes over; inspections and records stay as they were written.

    Twice is once. Raises inspector_unfinished, inspector_two_accounts.
    """
    inspector, target = get_inspector(actor, inspector_id), get_inspector(actor, into_id)
    if inspector.merged_into_id == target.id:
        return target
    if inspector.id == target.id or target.state != "active" or inspector.merged_into_id:
        raise DomainError("state_conflict")
    if inspector.account_id and target.account_id:
        raise DomainError("inspector_two_accounts", name=target.name)
    _refuse_unfinished(inspector)
    with transaction() as session:
        account_id, inspector.account_id = inspector.account_id, None
        inspector.state, inspector.merged_into_id = "left", target.id
        session.flush()
        target.account_id = target.account_id or account_id
        facts = {"into": target.id, "account": account_id}
        record_act("inspector.merged", f"inspector:{inspector.id}", actor=actor, now=now, data=facts)
    return target


def remove_inspector(inspector_id: int, *, actor: Actor, now: datetime) -> None:
    """Take somebody off the list: deleted when nothing refers to the row, else marked as having left. Twice is once."""
    if db.session.get(Inspector, inspector_id) is None:
        return
    inspector = get_inspector(actor, inspector_id)
    if inspector.state == "left":
        return
    _refuse_unfinished(inspector)
    with transaction() as session:
        facts = {"account": inspector.account_id, "certificate": inspector.certificate_number}
        record_act("inspector.removed", f"inspector:{inspector.id}", actor=actor, now=now, data=facts)
        if _is_named(inspector.id):
            inspector.state, inspector.account_id = "left", None
        else:
            session.delete(inspector)


def _checked(name: str, number: str, region_id: int, actor: Actor) -> tuple[str, str]:
    name, number = checked_name(name), visible_text(number)
    if not number or not name:
        raise DomainError("certificate_missing")
    query = select(Region.id).where(Region.id == region_id, Region.level != "town")
    if db.session.scalar(within_regions(actor, query, Region.path)) is None:
        raise DomainError("not_found", what="region")
    return name, number


def _follow(inspector: Inspector) -> None:
    """The account of an inspector bears the registered name and works in the registered area, one truth for both."""
    if inspector.account is not None:
        inspector.account.name, inspector.account.region_id = inspector.name, inspector.region_id


def _find(number: str) -> Inspector | None:
    """By the number as it is compared (浙a 12345 is 浙A12345); a bureau has hundreds of inspectors at most."""
    wanted = plain_code(number)
    every = db.session.scalars(select(Inspector).order_by(Inspector.id))
    return next((person for person in every if plain_code(person.certificate_number) == wanted), None)


def _refuse_other(inspector: Inspector, name: str) -> None:
    if inspector.merged_into_id is not None:
        number = inspector.merged_into.certificate_number
        raise DomainError("certificate_merged", name=inspector.merged_into.name, number=number)
    if plain_name(inspector.name) != name:
        number = inspector.certificate_number
        raise DomainError("certificate_other_name", number=number, name=inspector.name)


def _refuse_unfinished(inspector: Inspector) -> None:
    query = (
        select(SpotQuiz.id)
        .join(SpotQuiz.inspection)
        .where(SpotQuiz.state.in_(_UNFINISHED))
        .where(
            or_(Inspection.lead_inspector_id == inspector.id, Inspection.second_inspector_id == inspector.id)
        )
    )
    if db.session.scalar(query.limit(1)) is not None:
        raise DomainError("inspector_unfinished", name=inspector.name)


def _is_named(inspector_id: int) -> bool:
    places = (
        Inspection.lead_inspector_id,
        Inspection.second_inspector_id,
        Participant.identified_by_id,
        Signature.inspector_id,
        Inspector.merged_into_id,
    )
    return any(db.session.scalar(select(place).where(place == inspector_id).limit(1)) for place in places)
