"""What the tables hold beside what the audit log says of it: results, saved answers, records and their files."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import Row, Select, func, select

from examapp.domain.records import digest_record
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult, AttemptStep
from examapp.models.exams import Registration
from examapp.models.inspections import Participant
from examapp.models.records import Record
from examapp.services.core.transactions import digest_text
from examapp.services.upkeep.evidence_rows import (
    BATCH,
    Contradiction,
    entries_of,
    find_changed_rows,
    read_facts,
)

RESULTS = ("attempt.submitted", "attempt.regraded")
RECORDS = ("record.stored", "record.withdrawn", "record.printed")


def find_contradictions() -> Iterator[Contradiction]:
    """Everything that does not agree, in the order of the log; the log itself is checked by `find_tampering`."""
    yield from _results()
    yield from _records()
    yield from find_changed_rows()


def _results() -> Iterator[Contradiction]:
    """Entry by entry; what no entry tells of is counted at the end."""
    told = 0
    for entries in db.session.scalars(entries_of(RESULTS)).partitions(BATCH):
        ids = {entry.subject.removeprefix("attempt:") for entry in entries}
        rows = {
            (row.attempt_id, row.version): row
            for row in db.session.scalars(select(AttemptResult).where(AttemptResult.attempt_id.in_(ids)))
        }
        steps = dict(db.session.execute(_step_counts(ids)).all())
        owners = {row.id: row for row in db.session.execute(_owners(ids))}
        for entry in entries:
            facts, key = read_facts(entry.data), entry.subject.removeprefix("attempt:")
            row = rows.get((key, facts.get("version", 1)))
            if row is None:
                yield Contradiction(entry.subject, "lost", "result")
                continue
            told += 1
            yield from _compared(entry.subject, facts, row)
            if entry.act == "attempt.submitted" and key in owners:
                yield from _compared_owner(entry.subject, facts, owners[key])
            if steps.get(key, 0) < facts.get("steps", 0):
                yield Contradiction(entry.subject, "steps_lost")
    if db.session.scalar(select(func.count()).select_from(AttemptResult)) != told:
        yield from _untold_results()


def _compared(subject: str, facts: dict, row: AttemptResult) -> Iterator[Contradiction]:
    """Entries of before say less; what they say is compared."""
    held = {
        "score_tenths": row.score_tenths,
        "to": row.score_tenths,
        "passed": row.passed,
        "full_tenths": row.full_tenths,
        "responses": digest_text(row.responses),
        "marks": digest_text(row.marks),
    }
    for name, value in held.items():
        if name in facts and facts[name] != value:
            yield Contradiction(subject, "changed", "score_tenths" if name == "to" else name)


def _owners(attempt_ids: set[str]) -> Select:
    person = func.coalesce(Registration.candidate_id, Participant.candidate_id).label("candidate_id")
    columns = (Attempt.id, Attempt.registration_id, Attempt.participant_id, Attempt.how, Attempt.submitted_ms)
    return (
        select(*columns, person)
        .outerjoin(Registration, Registration.id == Attempt.registration_id)
        .outerjoin(Participant, Participant.id == Attempt.participant_id)
        .where(Attempt.id.in_(attempt_ids))
    )


def _compared_owner(subject: str, facts: dict, row: Row) -> Iterator[Contradiction]:
    """Whose paper it is, when and how it was handed in; entries of before do not say whose."""
    held = {"registration": row.registration_id, "participant": row.participant_id}
    # Who a walk-in was is found out later.
    held |= {"candidate": row.candidate_id} if facts.get("candidate") is not None else {}
    if any(name in facts and facts[name] != value for name, value in held.items()):
        yield Contradiction(subject, "changed", "owner")
    if (
        facts.get("submitted_ms", row.submitted_ms) != row.submitted_ms
        or facts.get("how", row.how) != row.how
    ):
        yield Contradiction(subject, "changed", "hand_in")


def _untold_results() -> Iterator[Contradiction]:
    told = {
        (entry.subject.removeprefix("attempt:"), read_facts(entry.data).get("version", 1))
        for entry in db.session.scalars(entries_of(RESULTS))
    }
    rows = db.session.execute(
        select(AttemptResult.attempt_id, AttemptResult.version).order_by(AttemptResult.id)
    )
    for attempt_id, version in rows:
        if (attempt_id, version) not in told:
            yield Contradiction(f"attempt:{attempt_id}", "unlogged", "result")


def _step_counts(attempt_ids: set[str]) -> Select:
    return (
        select(AttemptStep.attempt_id, func.count())
        .where(AttemptStep.attempt_id.in_(attempt_ids))
        .group_by(AttemptStep.attempt_id)
    )


def _records() -> Iterator[Contradiction]:
    told: dict[str, dict] = {}
    for entry in db.session.scalars(entries_of(RECORDS)):
        told.setdefault(entry.subject, {})[entry.act] = read_facts(entry.data)
    for row in db.session.scalars(select(Record).order_by(Record.id).execution_options(yield_per=100)):
        subject = f"record:{row.id}"
        acts = told.pop(subject, {})
        if "record.stored" not in acts:
            yield Contradiction(subject, "unlogged", "record")
            continue
        yield from _compared_record(subject, acts, row)
    for subject, acts in told.items():
        if "record.stored" in acts:
            yield Contradiction(subject, "lost", "record")


def _compared_record(subject: str, acts: dict, row: Record) -> Iterator[Contradiction]:
    stored = acts["record.stored"]
    content = read_facts(row.content)
    if {row.digest, content.get("digest"), digest_record(content)} != {stored.get("digest")}:
        yield Contradiction(subject, "changed", "content")
    if (row.number, row.version) != (stored.get("number"), stored.get("version")):
        yield Contradiction(subject, "changed", "number")
    if (row.state == "withdrawn") != ("record.withdrawn" in acts):
        yield Contradiction(subject, "changed", "state")
    printed = acts.get("record.printed", {}).get("document")
    # Documents of before printing was logged have no entry; the file store is checked when it is read.
    document = hashlib.sha256(row.document).hexdigest() if row.document else row.document_digest
    if printed and {row.document_digest, document} != {printed}:
        yield Contradiction(subject, "changed", "document")
