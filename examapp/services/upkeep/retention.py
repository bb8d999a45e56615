"""The daily clearing: what is past its time by the table of domain.retention is deleted, and the log tells how many."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.sql import Delete, Update

from examapp.domain.retention import RUN, Rule
from examapp.extensions import db
from examapp.models.accounts import AccountSession, SignInLink
from examapp.models.archive_files import ArchiveFile
from examapp.models.audit import ActReceipt, FileImport
from examapp.models.candidate_accounts import ActivationCode, CandidateSession
from examapp.models.item_imports import ItemImport
from examapp.models.phone_checks import PhoneCheck
from examapp.models.practice import PracticeAnswer, PracticeRun
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction

Statement = Delete | Update


def _links(before: datetime) -> list[Statement]:
    return [delete(SignInLink).where(or_(SignInLink.used_at < before, SignInLink.expires_at < before))]


def _codes(before: datetime) -> list[Statement]:
    return [
        delete(ActivationCode).where(or_(ActivationCode.used_at < before, ActivationCode.expires_at < before))
    ]


def _sessions(before: datetime) -> list[Statement]:
    # A session that was revoked early is kept until its half year is over as well: it is part of the log of sign-ins.
    return [delete(model).where(model.expires_at < before) for model in (AccountSession, CandidateSession)]


def _receipts(before: datetime) -> list[Statement]:
    return [delete(ActReceipt).where(ActReceipt.at < before)]


def _previews(before: datetime) -> list[Statement]:
    unused = FileImport.state.in_(("previewed", "failed", "cancelled")) & FileImport.rows_sealed.is_not(None)
    return [
        update(FileImport)
        .where(unused, FileImport.created_at < before)
        .values(state="cancelled", rows_sealed=None),
        update(ItemImport)
        .where(ItemImport.content.is_not(None), ItemImport.state != "reading", ItemImport.created_at < before)
        .values(content=None),
    ]


def _archive_files(before: datetime) -> list[Statement]:
    return [delete(ArchiveFile).where(ArchiveFile.asked_at < before)]


def _practice(before: datetime) -> list[Statement]:
    old = select(PracticeRun.id).where(PracticeRun.created_at < before)
    # A run is old when its last answer is: the book of wrong answers is made from them.
    alive = select(PracticeAnswer.run_id).where(PracticeAnswer.answered_at >= before)
    gone = PracticeRun.id.in_(old) & PracticeRun.id.not_in(alive)
    runs = select(PracticeRun.id).where(gone).scalar_subquery()
    return [
        delete(PracticeAnswer).where(PracticeAnswer.run_id.in_(runs)),
        delete(PracticeRun).where(gone),
    ]


def _phone_checks(before: datetime) -> list[Statement]:
    return [delete(PhoneCheck).where(PhoneCheck.checked_at < before)]


CLEARED: dict[str, Callable[[datetime], list[Statement]]] = {
    "sign_in_links": _links,
    "activation_codes": _codes,
    "sessions": _sessions,
    "receipts": _receipts,
    "previews": _previews,
    "archive_files": _archive_files,
    "practice": _practice,
    "phone_checks": _phone_checks,
}


def clear_old(rules: Iterable[Rule], *, now: datetime) -> dict[str, int]:
    """Delete or forget what is past its time; gives rows by kind. Kinds that are kept are never touched. Safe to run twice."""
    counts = {}
    for rule in rules:
        if rule.code not in RUN or rule.days is None:
            continue
        before = now - timedelta(days=rule.days)
        with transaction() as session:
            done = sum(session.execute(one).rowcount for one in CLEARED[rule.code](before))
            if done:
                facts = {"kind": rule.code, "count": done, "before": before.isoformat(timespec="seconds")}
                record_act("retention.cleared", "retention", actor="system", now=now, data=facts)
        counts[rule.code] = done
    return counts


def count_due(rules: Iterable[Rule], *, now: datetime) -> dict[str, int]:
    """How many rows each kind would lose now; nothing is changed."""
    counts = {}
    for rule in rules:
        if rule.code in RUN and rule.days is not None:
            statements = CLEARED[rule.code](now - timedelta(days=rule.days))
            counts[rule.code] = sum(_count(one) for one in statements)
    return counts


def _count(statement: Statement) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.table).where(statement.whereclause))
