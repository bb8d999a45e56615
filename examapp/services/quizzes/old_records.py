"""Records of before the system signed any: signed once afterwards, with the words that it came afterwards."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.adapters.security.signing import BadSignatureError, check
from examapp.domain.records import UNSIGNED, digest_record
from examapp.extensions import chain_keys, db
from examapp.models.audit import AuditEntry
from examapp.models.records import Record, RecordAttestation
from examapp.models.signing_keys import SigningKey
from examapp.services.core.audit import record_act
from examapp.services.core.chain_checks import list_checkpoints
from examapp.services.core.ports import Signer
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.core.transactions import canonical_json, transaction

KIND = "examapp-attestation/1"
WORDS = "系统于该日补签，此前没有系统签名"
_FIRST_KEY = select(func.min(SigningKey.created_at)).scalar_subquery()


def attest_old_records(signer: Signer, *, now: datetime) -> int:
    """Sign every unsigned record that the audit log tells of and that is as it was stored; gives how many.

    Call after the checkpoint of the old log. Twice is once; a record whose content is not what the log says stays out.
    """
    with transaction() as session:
        ids = _list_old(session)
        covered = max((row.last_id for row in list_checkpoints()), default=0)
        made = [one for record_id in ids if (one := _attest(record_id, covered, signer, now))]
        session.add_all(made)
        if made:
            facts = {"count": len(made), "records": {str(one.record_id): one.digest for one in made}}
            record_act("records.attested", "records", actor="system", now=now, data=facts)
    return len(made)


def _list_old(session: Session) -> Sequence[int]:
    """Records of before the first key that are not signed, none read that came after: this is asked at every start.

    SQLite reads a whole row with its document to know its day, so the search ends at the first that is new: later
    numbers are newer.
    """
    unsigned = Record.id.not_in(select(RecordAttestation.record_id))
    new = select(Record.id).where(unsigned, Record.created_at >= _FIRST_KEY).order_by(Record.id).limit(1)
    first_new = session.scalar(new)
    old = select(Record.id).where(unsigned, Record.created_at < _FIRST_KEY).order_by(Record.id)
    return session.scalars(old if first_new is None else old.where(Record.id < first_new)).all()


def _attest(record_id: int, covered: int, signer: Signer, now: datetime) -> RecordAttestation | None:
    record = db.session.get(Record, record_id)
    content = json.loads(record.content)
    as_stored = {record.digest, digest_record(content)} == {_logged_digest(record_id, covered)}
    if content.get("format") != UNSIGNED or not as_stored:
        return None
    facts = {
        "typ": KIND,
        "number": record.number,
        "version": record.version,
        "digest": record.digest,
        "document": record.document_digest,
        "at": now.isoformat(timespec="seconds"),
        "words": WORDS,
    }
    jws = signer.sign(canonical_json(facts).encode("utf-8"), now=now)
    documents = record.document_digest
    db.session.expunge(record)
    return RecordAttestation(
        record_id=record_id, digest=facts["digest"], document_digest=documents, attested_at=now, jws=jws
    )


def _logged_digest(record_id: int, covered: int) -> str | None:
    """What an entry of before its checkpoint, or one under the key, says that was stored."""
    query = select(AuditEntry).where(
        AuditEntry.act == "record.stored", AuditEntry.subject == f"record:{record_id}"
    )
    for entry in db.session.scalars(query):
        keyed = entry.mac and chain_keys().fits("audit", entry.digest, entry.mac, entry.mac_key)
        if keyed or entry.id <= covered:
            return json.loads(entry.data).get("digest")
    return None


def is_attested(number: str, version: int, digest: str) -> bool:
    """Whether the system has signed this digest of this record afterwards."""
    query = select(RecordAttestation.jws).join(Record, Record.id == RecordAttestation.record_id)
    jws = db.session.scalar(query.where(Record.number == number, Record.version == version))
    try:
        keys = {kid: key.public for kid, key in trusted_keys().items()}
        facts = json.loads(check(jws, keys).payload)
    except (BadSignatureError, ValueError):
        return False
    return (facts["typ"], facts["number"], facts["version"], facts["digest"]) == (
        KIND,
        number,
        version,
        digest,
    )
