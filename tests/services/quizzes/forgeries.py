"""Sixty ways to tamper with a genuine record: its facts, the system's signature, the pages of its PDF."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pypdf import PdfReader, PdfWriter

from examapp.adapters.documents.page_signatures import sign_pages
from examapp.adapters.security.signing import Signer
from examapp.domain.digests import canonical_json
from examapp.domain.records import signed_bytes
from tests.services.quizzes.forged_facts import CHANGES, as_file, raise_all

STRANGER = Signer({"forger": b"\7" * 32}, "forger")


@dataclass(frozen=True)
class Genuine:
    """What a forger may hold: two records of one system, as text and as PDF."""

    text: str
    document: bytes
    other_text: str
    other_document: bytes

    @property
    def record(self) -> dict:
        """A copy that may be changed."""
        return json.loads(self.text)


def _changed(change: Callable[[dict], object]) -> Callable[[Genuine], bytes]:
    def forge(genuine: Genuine) -> bytes:
        record = genuine.record
        change(record)
        return as_file(record)

    return forge


def _resigned(genuine: Genuine) -> bytes:
    record = genuine.record
    raise_all(record)
    record["key_id"] = STRANGER.kid
    return _signed_by_stranger(record)


def _resigned_in_the_systems_name(genuine: Genuine) -> bytes:
    record = genuine.record
    raise_all(record)
    return _signed_by_stranger(record)


def _signed_by_stranger(record: dict) -> bytes:
    as_file(record)
    now = datetime.fromisoformat(record["recorded_at"]).astimezone(UTC)
    record["signature"] = STRANGER.sign_detached(signed_bytes(record), now=now)
    return canonical_json(record).encode("utf-8")


def _without_signature(genuine: Genuine) -> bytes:
    record = genuine.record
    del record["signature"]
    return as_file(record)


def _signature_of_another(genuine: Genuine) -> bytes:
    record = genuine.record
    record["signature"] = json.loads(genuine.other_text)["signature"]
    return as_file(record)


def _called_a_record_of_before(genuine: Genuine) -> bytes:
    record = genuine.record
    raise_all(record)
    record["format"] = "examapp-record/1"
    return as_file(record)


def _saved_anew(change: Callable[[PdfWriter, Genuine], None]) -> Callable[[Genuine], bytes]:
    """Written by another program; what is attached goes along."""

    def forge(genuine: Genuine) -> bytes:
        writer, out = PdfWriter(), io.BytesIO()
        change(writer, genuine)
        for name, contents in PdfReader(io.BytesIO(genuine.document)).attachments.items():
            if name not in writer.attachments:
                writer.add_attachment(name, contents[0])
        writer.write(out)
        return out.getvalue()

    return forge


def _append_pages(writer: PdfWriter, genuine: Genuine) -> None:
    writer.append(io.BytesIO(genuine.document))


def _only_first_page(writer: PdfWriter, genuine: Genuine) -> None:
    writer.add_page(PdfReader(io.BytesIO(genuine.document)).pages[0])


def _pages_of_another(writer: PdfWriter, genuine: Genuine) -> None:
    for page in PdfReader(io.BytesIO(genuine.other_document)).pages:
        writer.add_page(page)


def _turned_round(writer: PdfWriter, genuine: Genuine) -> None:
    for page in reversed(PdfReader(io.BytesIO(genuine.document)).pages):
        writer.add_page(page)


def _blank(writer: PdfWriter, genuine: Genuine) -> None:
    writer.add_blank_page(595, 842)


def _incremental_blank(genuine: Genuine) -> bytes:
    """The signed bytes stay untouched; behind them the pages are replaced."""
    writer, out = PdfWriter(io.BytesIO(genuine.document), incremental=True), io.BytesIO()
    for page in list(writer.pages):
        page.merge_page(PdfReader(io.BytesIO(genuine.other_document)).pages[0])
    writer.write(out)
    assert out.getvalue().startswith(genuine.document[:1000])
    return out.getvalue()


def _pages_signed_by_stranger(genuine: Genuine) -> bytes:
    base = genuine.document[: genuine.document.rindex(b"%%EOF", 0, -10) + 5]
    return sign_pages(base, genuine.record["digest"], signer=STRANGER, now=datetime.now(UTC))


def _byte_of_a_page(genuine: Genuine) -> bytes:
    place = genuine.document.index(b"stream", 50_000) + 30
    return genuine.document[:place] + b"X" + genuine.document[place + 1 :]


PDFS: dict[str, Callable[[Genuine], bytes]] = {
    "a PDF saved anew": _saved_anew(_append_pages),
    "pages deleted": _saved_anew(_only_first_page),
    "pages of another record": _saved_anew(_pages_of_another),
    "pages in another order": _saved_anew(_turned_round),
    "a blank PDF with the JSON": _saved_anew(_blank),
    "pages replaced behind the signed bytes": _incremental_blank,
    "pages signed by a stranger": _pages_signed_by_stranger,
    "one byte of a page": _byte_of_a_page,
}
FORGERIES: dict[str, Callable[[Genuine], bytes]] = {
    **{name: _changed(change) for name, change in CHANGES.items()},
    "signed by a stranger's key": _resigned,
    "signed by a stranger in the system's name": _resigned_in_the_systems_name,
    "without the system's signature": _without_signature,
    "with the signature of another record": _signature_of_another,
    "called a record of before": _called_a_record_of_before,
    **PDFS,
}
