"""Names and numbers that were stored before there was one door for them go through it, once for each version of it.

It needs the keys, because numbers are sealed: the program does it after the migrations, not a migration. Two rows
that become the same person are told and stay as they were: what was sat by whom is decided by people, never by a rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select

from examapp.adapters.pinyin import name_initials, name_pinyin, text_initials, text_pinyin
from examapp.domain.id_documents import plain_document
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import clean_name, plain_name, visible_text
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.audit import Counter
from examapp.models.candidates import Candidate
from examapp.models.organizations import Enterprise
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import transaction

# Raised when plain_name, clean_name, plain_code, plain_document or the pinyin change: then all rows go through them
# again.
RULES = 3
MARK = "people_plain"
BATCH = 500
MOST_TOLD = 200


@dataclass
class PlainReport:
    """How many rows were read and changed; doubles as pairs of ids (stays, other); ids whose number nobody can open."""

    rows: int = 0
    names: int = 0
    numbers: int = 0
    hashes: int = 0
    doubles: list[tuple[int, int]] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Rows of people that read differently now, or are found by another hash."""
        return self.names + self.numbers + self.hashes


def make_people_plain(*, ports: Ports, now: datetime) -> PlainReport | None:
    """Put every stored name and number through the one door; None when that was done already. Stopped, it begins
    again.
    """
    marked = db.session.get(Counter, MARK)
    done = marked is not None and marked.value >= RULES
    db.session.rollback()
    if done:
        return None
    report = PlainReport()
    shared = _shared_hashes()
    _change_each(Candidate, lambda person: _make_plain(person, shared, report, ports))
    _change_each(Inspector, lambda inspector: _rename(inspector, plain_name(inspector.name), report))
    _change_each(Enterprise, lambda enterprise: _make_enterprise_plain(enterprise, report))
    report.doubles = sorted(set(report.doubles))
    with transaction() as session:
        session.merge(Counter(name=MARK, value=RULES))
        facts = {
            "rows": report.rows,
            "changed": report.changed,
            "doubles": [list(pair) for pair in report.doubles[:MOST_TOLD]],
            "unreadable": report.unreadable[:MOST_TOLD],
        }
        record_act("people.made_plain", "people", actor="system", now=now, data=facts)
    return report


def _shared_hashes() -> set[str]:
    query = select(Candidate.id_number_hash).group_by(Candidate.id_number_hash).having(func.count() > 1)
    hashes = set(db.session.scalars(query))
    db.session.rollback()
    return hashes


def _change_each(model: type, change: Callable) -> None:
    """Every row of the model in the order of its ids, a batch in one transaction."""
    last = 0
    while True:
        with transaction() as session:
            query = select(model).where(model.id > last).order_by(model.id).limit(BATCH).with_for_update()
            rows = session.scalars(query).all()
            for row in rows:
                change(row)
            last = rows[-1].id if rows else last
            session.flush()
        if not rows:
            return


def _make_plain(person: Candidate, shared: set[str], report: PlainReport, ports: Ports) -> None:
    report.rows += 1
    try:
        stored = open_field(person, "id_number_sealed", ports.sealer)
    except (KeyError, InvalidTag):
        report.unreadable.append(person.id)
        return
    number, name = plain_document(stored), plain_name(person.name) or person.name
    number_hash = ports.sealer.lookup(number, "id_number")
    may_be_double = number_hash != person.id_number_hash or number_hash in shared
    twin = _twin_of(person, number_hash, name) if may_be_double else None
    if twin is not None:
        report.doubles.append((min(person.id, twin), max(person.id, twin)))
        return
    if name != person.name:
        report.names += 1
        person.name = name
    person.name_pinyin, person.name_initials = name_pinyin(name)[:240], name_initials(name)[:60]
    if number != stored:
        report.numbers += 1
        seal_field(person, "id_number_sealed", number, ports.sealer)
    if number_hash != person.id_number_hash:
        report.hashes += 1
        person.id_number_hash = number_hash


def _twin_of(person: Candidate, number_hash: str, name: str) -> int | None:
    """Another row of this number whose name is compared as the same."""
    namesakes = db.session.execute(
        select(Candidate.id, Candidate.name).where(
            Candidate.id_number_hash == number_hash, Candidate.id != person.id
        )
    )
    return next((row_id for row_id, other in namesakes if clean_name(other) == clean_name(name)), None)


def _rename(row: Inspector | Enterprise, name: str, report: PlainReport) -> bool:
    report.rows += 1
    if not name or name == row.name:
        return False
    report.names += 1
    row.name = name
    return True


def _make_enterprise_plain(enterprise: Enterprise, report: PlainReport) -> None:
    if _rename(enterprise, visible_text(enterprise.name), report):
        enterprise.name_pinyin = text_pinyin(enterprise.name)[:400]
        enterprise.name_initials = text_initials(enterprise.name)[:100]
    code = plain_code(enterprise.uscc)
    if code == enterprise.uscc:
        return
    taken = select(Enterprise.id).where(Enterprise.uscc == code)
    if db.session.scalar(taken) is None:
        report.numbers += 1
        enterprise.uscc = code
