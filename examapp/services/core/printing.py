"""The files of records and certificates: made after what they say is stored, and made again whenever one is missing.

Whatever becomes of a printing process, the record stands; its file follows by a job, or when somebody opens it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from examapp.adapters.documents.amendment_layout import Strokes
from examapp.adapters.documents.page_signatures import sign_pages
from examapp.adapters.documents.printing import Sheet
from examapp.adapters.documents.sheets import certificate_sheet, record_sheet
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.certificates import Certificate
from examapp.models.records import Record, Signature
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.signing_keys import publish_key
from examapp.services.core.stored_files import read_bytes
from examapp.services.core.transactions import reading, transaction

JOB = "print_document"
# Of the job, and of somebody who waits before a page while others need the threads of the server.
JOB_SECONDS, PAGE_SECONDS, PAGE_PATIENCE = 60.0, 10.0, 0.5
TROUBLES = frozenset({"printing_slow", "printing_failed", "font_missing"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is printed from a row of one table; `act` is written into the log when the file is there."""

    key: InstrumentedAttribute
    subject: Callable[[Record | Certificate], str]
    sheet: Callable[[Record | Certificate], Sheet]
    act: str

    @property
    def model(self) -> type[Record] | type[Certificate]:
        """The table."""
        return self.key.class_


def find_file(kind: str, row_id: int, *, now: datetime, ports: Ports) -> bytes:
    """The file for somebody who opens it, made now when it is not there.

    Raises printing_slow, printing_failed, font_missing (see TROUBLES), and file_lost, file_damaged, files_away.
    """
    print_document(kind, row_id, now=now, ports=ports, seconds=PAGE_SECONDS, patience=PAGE_PATIENCE)
    model = _KINDS[kind].model
    body, digest = db.session.execute(
        select(model.document, model.document_digest).where(model.id == row_id)
    ).one()
    return read_bytes(body, digest, files=ports.files)


def print_document(
    kind: str,
    row_id: int,
    *,
    now: datetime,
    ports: Ports,
    seconds: float = JOB_SECONDS,
    patience: float = JOB_SECONDS,
) -> None:
    """Make and store the file unless it is there; done twice, or by two at once, it is one file: whoever is first stores it.

    Raises printing_slow, printing_failed, font_missing.
    """
    printed = _KINDS[kind]
    with reading():
        row = db.session.get(printed.model, row_id, populate_existing=True)
        if row is None or is_printed(row):
            return
        sheet, subject, digest = printed.sheet(row), printed.subject(row), _signed_digest(row)
    body = ports.printer.make(sheet, seconds=seconds, patience=patience)
    if digest:
        body = _with_signature(body, digest, now=now, ports=ports)
    digest = hashlib.sha256(body).hexdigest()
    with transaction() as session:
        stored = session.execute(
            update(printed.model)
            .where(printed.key == row_id, *_missing(printed.model))
            .values(document=body, document_digest=digest)
            .execution_options(synchronize_session=False)
        )
        if stored.rowcount:
            record_act(printed.act, subject, actor="system", now=now, data={"document": digest})


def _with_signature(body: bytes, record_digest: str, *, now: datetime, ports: Ports) -> bytes:
    publish_key(ports.signer, now=now)
    try:
        return sign_pages(body, record_digest, signer=ports.signer, now=now)
    except ValueError as error:
        raise DomainError("printing_failed", cause="pages") from error


def _signed_digest(row: Record | Certificate) -> str:
    """Of a record that the system signed: its pages are signed too. "" for everything else."""
    if not isinstance(row, Record):
        return ""
    content = json.loads(row.content)
    return content["digest"] if "signature" in content else ""


def strokes_of(record: Record) -> Strokes:
    """Drawn signatures by signer and digest of the results signed, for the picture in the document."""
    rows = db.session.scalars(
        select(Signature).where(Signature.spot_quiz_id == record.spot_quiz_id, Signature.refused.is_(False))
    )
    return {(row.signer, row.content_digest): row.strokes or [] for row in rows}


def is_printed(row: Record | Certificate) -> bool:
    """Whether its file is made."""
    # Once it lies in the file store, only its digest is left here. Certificates of old have no digest before they move.
    return row.document_digest is not None or row.document is not None


def _missing(model: type[Record] | type[Certificate]) -> tuple:
    return model.document.is_(None), model.document_digest.is_(None)


def _record_sheet(record: Record) -> Sheet:
    address = f"{record.base_url}/r/{record.public_token}"
    return record_sheet(json.loads(record.content), record.content, address, strokes_of(record))


def _certificate_sheet(certificate: Certificate) -> Sheet:
    address = f"{certificate.base_url}/c/{certificate.public_token}"
    return certificate_sheet(json.loads(certificate.content), certificate.content, address)


_KINDS = {
    "record": _Kind(Record.id, lambda row: f"record:{row.id}", _record_sheet, "record.printed"),
    "certificate": _Kind(
        Certificate.id, lambda row: f"certificate:{row.number}", _certificate_sheet, "certificate.printed"
    ),
}
