"""A record that anybody brings, judged like `examapp verify` does it, beside what is stored here."""

from sqlalchemy import select

from examapp.adapters.documents.check_child import judge_apart
from examapp.domain.record_copies import compare_online, remarked
from examapp.domain.record_judgements import Judgement, Outcome
from examapp.extensions import db
from examapp.models.records import Record
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.core.transactions import reading
from examapp.services.quizzes.old_records import is_attested
from examapp.services.quizzes.records import find_public_record, public_state


def check_file(file: bytes) -> Judgement:
    """What the file proves; it is read once and not kept, and no connection is held while it is read."""
    with reading():
        keys = trusted_keys()
    judgement = judge_apart(file, keys)
    return _beside_stored(judgement) if judgement.outcome is Outcome.holds else judgement


def _beside_stored(judgement: Judgement) -> Judgement:
    wanted = Record.number == judgement.facts["number"], Record.version == judgement.facts["version"]
    token = db.session.scalar(select(Record.public_token).where(*wanted))
    stored = find_public_record(token) if token else None
    judgement = compare_online(judgement, public_state(*stored) if stored else None)
    if "no_system_signature" not in judgement.remarks or judgement.outcome is not Outcome.holds:
        return judgement
    named = (judgement.facts[name] for name in ("number", "version", "digest"))
    return remarked(judgement, "attested") if is_attested(*named) else judgement
