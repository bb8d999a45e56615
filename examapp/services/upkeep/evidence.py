"""What the tables hold beside what the audit log says of it: results, saved answers, records and their files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from examapp.domain.records import digest_record
from examapp.extensions import db
from examapp.models.attempts import AttemptResult, AttemptStep
from examapp.models.audit import AuditEntry
from examapp.models.records import Record
from examapp.services.core.transactions import digest_text

RESULTS = ("attempt.submitted", "attempt.regraded")
RECORDS = ("record.stored", "record.withdrawn", "record.printed")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`subject` as in the log; `fault`: changed (`what` differs), unlogged (no entry tells of it), steps_lost, or
    lost (an entry tells of it, the row is gone).
    """

    subject: str
    fault: str
    what: str = ""


def find_contradictions() -> Iterator[Contradiction]:
    """Everything that does not agree, in the order of the log; the log itself is checked by `find_tampering`."""
    yield from _results()
    yield from _records()


def _results() -> Iterator[Contradiction]:
    """Entry by entry; what no entry tells of is counted at the end."""
    told = 0
    for entries in db.session.scalars(_entries(RESULTS)).partitions(BATCH):
        ids = {entry.subject.removeprefix("attempt:") for entry in entries}
        rows = {
            (row.attempt_id, row.version): row
            for row in db.session.scalars(select(AttemptResult).where(AttemptResult.attempt_id.in_(ids)))
        }
        steps = dict(db.session.execute(_step_counts(ids)).all())
        for entry in entries:
            facts, key = _read(entry.data), entry.subject.removeprefix("attempt:")
            row = rows.get((key, facts.get("version", 1)))
            if row is None:
                yield Contradiction(entry.subject, "lost", "result")
                continue
            told += 1
            yield from _compared(entry.subject, facts, row)
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


def _untold_results() -> Iterator[Contradiction]:
    told = {
        (entry.subject.removeprefix("attempt:"), _read(entry.data).get("version", 1))
        for entry in db.session.scalars(_entries(RESULTS))
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
    for entry in db.session.scalars(_entries(RECORDS)):
        told.setdefault(entry.subject, {})[entry.act] = _read(entry.data)
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
    content = _read(row.content)
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


def _entries(acts: tuple[str, ...]) -> Select:
    query = select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
    return query.execution_options(yield_per=BATCH)


def _read(text: str) -> dict:
    """What cannot be read says nothing, and then nothing agrees with it."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
