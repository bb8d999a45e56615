"""Rows beside what the audit log says of them: roles, passes, certificates, rectifications, signatures."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from examapp.domain.blueprints import blueprint_from_dict
from examapp.domain.digests import canonical_json, digest_text
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.audit import AuditEntry
from examapp.models.bank import BlueprintRevision
from examapp.models.certificates import Certificate
from examapp.models.exams import Registration
from examapp.models.records import Rectification, Signature
from examapp.models.visit_ratings import VisitRating

BATCH = 500
_STATES = {"rectification.opened": "open", "rectification.reopened": "open", "rectification.closed": "closed"}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`subject` as in the log; `fault`: changed (`what` differs), unlogged (no entry tells of it), steps_lost, or
    lost (an entry tells of it, the row is gone).
    """

    subject: str
    fault: str
    what: str = ""


def find_changed_rows() -> Iterator[Contradiction]:
    """All of them, kind by kind."""
    yield from _roles()
    yield from _passes()
    yield from _certificates()
    yield from _rectifications()
    yield from _signatures()
    yield from _blueprints()
    yield from _ratings()


def entries_of(acts: Sequence[str]) -> Select:
    """Entries of these acts in the order of the log, read as they are asked for."""
    query = select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
    return query.execution_options(yield_per=BATCH)


def read_facts(text: str) -> dict:
    """What cannot be read says nothing, and then nothing agrees with it."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _roles() -> Iterator[Contradiction]:
    """An account keeps the role that it was made with; another duty is another account."""
    roles = dict(db.session.execute(select(Account.id, Account.role)).all())
    for entry in db.session.scalars(entries_of(("account.added", "set_up"))):
        key, role = entry.subject.removeprefix("account:"), read_facts(entry.data).get("role")
        if key.isdigit() and role and roles.get(int(key), role) != role:
            yield Contradiction(entry.subject, "changed", "role")


def _passes() -> Iterator[Contradiction]:
    """Whoever has passed an exam has a paper whose newest result is a pass."""
    later = aliased(AttemptResult)
    overruled = select(later.id).where(
        later.attempt_id == AttemptResult.attempt_id, later.version > AttemptResult.version
    )
    valid_pass = (
        select(AttemptResult.id)
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .where(Attempt.registration_id == Registration.id, AttemptResult.passed, ~overruled.exists())
    )
    query = select(Registration.id).where(Registration.state == "passed", ~valid_pass.exists())
    for key in db.session.scalars(query.order_by(Registration.id)):
        yield Contradiction(f"registration:{key}", "changed", "passed")


def _certificates() -> Iterator[Contradiction]:
    """Each was issued as it stands, and is revoked where the log says so."""
    acts: dict[str, dict] = {}
    for entry in db.session.scalars(entries_of(("certificate.issued", "certificate.revoked"))):
        acts.setdefault(entry.subject, {})[entry.act] = read_facts(entry.data)
    for row in db.session.scalars(select(Certificate).order_by(Certificate.id)):
        subject = f"certificate:{row.number}"
        told = acts.get(subject, {})
        if "certificate.issued" not in told:
            yield Contradiction(subject, "unlogged", "certificate")
            continue
        until = read_facts(row.content).get("valid_until") or None
        whole = {row.digest, digest_text(row.content)} == {told["certificate.issued"].get("digest")}
        if not whole or (row.valid_until.isoformat() if row.valid_until else None) != until:
            yield Contradiction(subject, "changed", "content")
        if (row.state == "revoked") != ("certificate.revoked" in told):
            yield Contradiction(subject, "changed", "state")


def _rectifications() -> Iterator[Contradiction]:
    told = {entry.subject: _STATES[entry.act] for entry in db.session.scalars(entries_of(tuple(_STATES)))}
    for key, state in db.session.execute(select(Rectification.id, Rectification.state)):
        subject = f"rectification:{key}"
        if told.get(subject, state) != state:
            yield Contradiction(subject, "changed", "rectification")


def _signatures() -> Iterator[Contradiction]:
    """Every signature was kept with these strokes over these results; entries of before do not say the strokes."""
    told: dict[str, set] = {}
    for entry in db.session.scalars(entries_of(("signature.kept",))):
        facts = read_facts(entry.data)
        told.setdefault(entry.subject, set()).add((facts.get("digest"), facts.get("strokes")))
    for row in db.session.scalars(select(Signature).execution_options(yield_per=BATCH)):
        subject = f"quiz:{row.spot_quiz_id}/{row.signer}"
        strokes = digest_text(canonical_json(row.strokes))
        if not {(row.content_digest, strokes), (row.content_digest, None)} & told.get(subject, set()):
            yield Contradiction(subject, "changed", "signature")


def _blueprints() -> Iterator[Contradiction]:
    """A revision that somebody saved is what was saved: papers, pass lines and records name it."""
    for entry in db.session.scalars(entries_of(("blueprint.saved",))):
        facts, key = read_facts(entry.data), entry.subject.removeprefix("blueprint:")
        row = db.session.get(BlueprintRevision, (int(key), facts.get("revision"))) if key.isdigit() else None
        if row is not None and not _same_blueprint(facts.get("definition"), json.loads(row.definition)):
            yield Contradiction(entry.subject, "changed", "blueprint")


def _same_blueprint(one: object, other: object) -> bool:
    try:
        return blueprint_from_dict(one) == blueprint_from_dict(other)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _ratings() -> Iterator[Contradiction]:
    """What stands as the enterprise's word on a visit is the last that came."""
    told = {
        entry.subject: read_facts(entry.data) for entry in db.session.scalars(entries_of(("visit.rated",)))
    }
    for row in db.session.scalars(select(VisitRating)):
        subject = f"inspection:{row.inspection_id}"
        said = told.get(subject)
        if said is not None and (row.stars, row.words) != (said.get("stars"), said.get("words")):
            yield Contradiction(subject, "changed", "rating")
