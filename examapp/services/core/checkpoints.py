"""Where the audit log of before its key ends: checked as it is, named with its last digest, vouched for and signed."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from examapp.extensions import chain_keys, db
from examapp.models.audit import AuditCheckpoint, AuditEntry
from examapp.services.core.chain_checks import checkpoint_text, list_checkpoints, walk_chain
from examapp.services.core.chain_places import lock_chain
from examapp.services.core.ports import Signer
from examapp.services.core.transactions import transaction

# Nodes of the older program may go on for so long after the first checkpoint; what they wrote gets one of its own.
ROLLING = timedelta(days=7)


def end_unkeyed_chain(signer: Signer, *, now: datetime) -> AuditCheckpoint | None:
    """The checkpoint for entries without a key that have none yet; None when there are no such entries, or too late."""
    with transaction() as session:
        lock_chain()
        held = list_checkpoints()
        if held and now - held[0].made_at > ROLLING:
            return None
        covered = max((row.last_id for row in held), default=0)
        last_id = session.scalar(
            select(func.max(AuditEntry.id)).where(AuditEntry.mac.is_(None), AuditEntry.id > covered)
        )
        if last_id is None:
            return None
        broken = walk_chain(last_id)
        checkpoint = AuditCheckpoint(
            last_id=last_id,
            digest=session.scalar(select(AuditEntry.digest).where(AuditEntry.id == last_id)),
            broken_id=broken["id"] if broken else None,
            made_at=now,
        )
        text = checkpoint_text(checkpoint)
        checkpoint.jws = signer.sign(text.encode("utf-8"), now=now)
        checkpoint.mac, checkpoint.mac_key = chain_keys().vouch("checkpoint", text)
        session.add(checkpoint)
        db.session.flush()
        return checkpoint
