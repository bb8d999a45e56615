"""Photos and scans of cards: kept sealed as they come in, read by a job, then only what was read of them stays."""

import base64
import hashlib
from datetime import datetime

from sqlalchemy import select

from examapp.adapters.answer_cards.reader import PageReading
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.answer_cards import AnswerCard, CardPage, CardUpload
from examapp.models.inspections import SpotQuiz
from examapp.services.cards.card_forms import cards_of, forms_of, require_paper
from examapp.services.cards.sittings import find_sitting
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import reading, transaction
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state

JOB = "read_cards"
LARGEST = 20 * 1024 * 1024
# Pictures read so far of an upload, by the job of this process.
_DONE: dict[tuple[str, int], int] = {}


def keep_upload(
    quiz_id: int, content: bytes, file_name: str, *, actor: Actor, now: datetime, ports: Ports
) -> CardUpload:
    """Keep a photo or a scanner's PDF for the job that reads it; the same bytes twice are one upload.

    Raises cards_not_readable when the parts for reading are not installed, papers_not_collected, file_empty,
    file_too_large, state_conflict.
    """
    _check_upload(require_paper(get_spot_quiz(actor, quiz_id)), content, ports)
    digest = hashlib.sha256(content).hexdigest()
    with transaction() as session:
        require_state(locked_quiz(quiz_id), "open")
        query = select(CardUpload).where(CardUpload.spot_quiz_id == quiz_id, CardUpload.digest == digest)
        if (known := session.scalar(query)) is not None:
            return known
        facts = {"file_name": file_name[:200], "received_at": now, "received_by": actor.label[:60]}
        upload = CardUpload(spot_quiz_id=quiz_id, state="waiting", digest=digest, **facts)
        session.add(upload)
        session.flush()
        seal_field(upload, "file_sealed", base64.b64encode(content).decode("ascii"), ports.sealer)
        said = {"bytes": len(content), "digest": digest}
        record_act("cards.received", f"upload:{upload.id}", actor=actor, now=now, data=said)
        upload_id, run_id = upload.id, request_run(JOB, now=now, upload_id=upload.id)
    send_run(run_id, ports=ports)
    return db.session.get(CardUpload, upload_id, populate_existing=True)


def _check_upload(quiz: SpotQuiz, content: bytes, ports: Ports) -> None:
    if not ports.cards.is_installed():
        raise DomainError("cards_not_readable")
    if not content:
        raise DomainError("file_empty")
    if len(content) > LARGEST:
        raise DomainError("file_too_large", most_mb=LARGEST // 1024**2)
    sitting = find_sitting(quiz.id)
    if sitting is None or sitting.collected_at is None:
        raise DomainError("papers_not_collected")


def read_upload(upload_id: int, *, now: datetime, ports: Ports) -> None:
    """The job: read every picture of an upload, outside of any transaction. Safe to run twice, also after a crash."""
    with reading():
        upload = db.session.get(CardUpload, upload_id, populate_existing=True)
        if upload is None or upload.state != "waiting":
            return
        content = base64.b64decode(open_field(upload, "file_sealed", ports.sealer))
        forms = forms_of(upload.spot_quiz_id)
    key = _key(upload_id)
    try:
        pages = ports.cards.read(content, forms, lambda done: _DONE.__setitem__(key, done))
    finally:
        _DONE.pop(key, None)
    with transaction() as session:
        upload = session.get(CardUpload, upload_id, populate_existing=True, with_for_update=True)
        if upload.state != "waiting":
            return
        cards = {card.code: card for card in cards_of(upload.spot_quiz_id).values()}
        upload.report = [_keep(upload, page, cards, now, ports) for page in pages]
        upload.state, upload.file_sealed = "read", None
        facts = {"pages": len(pages), "refused": sum(bool(page.refused) for page in pages)}
        record_act("cards.read", f"upload:{upload_id}", actor="system", now=now, data=facts)


def _keep(
    upload: CardUpload, page: PageReading, cards: dict[str, AnswerCard], now: datetime, ports: Ports
) -> dict:
    """Keep what one picture showed; gives its line of the report."""
    if page.refused:
        return {"refused": page.refused}
    card = cards[page.form]
    if card.settled_at is not None:
        return {"refused": "settled", "card": card.id, "page": page.page}
    row = CardPage(
        answer_card_id=card.id,
        card_upload_id=upload.id,
        page=page.page,
        inks=page.inks,
        flat_digest=hashlib.sha256(page.flat).hexdigest(),
        read_at=now,
    )
    db.session.add(row)
    db.session.flush()
    seal_field(row, "flat_sealed", base64.b64encode(page.flat).decode("ascii"), ports.sealer)
    return {"card": card.id, "page": page.page, "picture": row.id}


def list_uploads(quiz_id: int) -> list[CardUpload]:
    """Uploads of a quiz, newest first."""
    query = select(CardUpload).where(CardUpload.spot_quiz_id == quiz_id).order_by(CardUpload.id.desc())
    return list(db.session.scalars(query))


def pictures_read(upload_id: int) -> int | None:
    """How many pictures of an upload this process has read so far; None when another one reads it."""
    return _DONE.get(_key(upload_id))


def _key(upload_id: int) -> tuple[str, int]:
    return str(db.engine.url), upload_id
