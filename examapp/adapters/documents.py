"""Documents by typst: records and certificates as PDF/A with their JSON attached."""

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import segno
import typst

from examapp.adapters.certificate_layout import layout_certificate
from examapp.adapters.fonts import find_uncovered, font_folder
from examapp.adapters.record_layout import layout_record
from examapp.domain.errors import DomainError

_BOX = "〓"
_TEMPLATES = Path(__file__).resolve().parent / "typst"


@dataclass(frozen=True)
class Document:
    """A finished file and its SHA-256 (hex)."""

    body: bytes
    digest: str

    @classmethod
    def of(cls, body: bytes) -> "Document":
        """With its digest."""
        return cls(body, hashlib.sha256(body).hexdigest())


def render_record(
    content: dict, record_text: str, address: str, strokes: dict[str, list], *, demonstration: bool
) -> Document:
    """The record as PDF/A-3b. Raises font_missing or characters_missing (named), before anything is printed."""
    data = layout_record(content, address, strokes, demonstration=demonstration)
    data["mistakes"] = [_printable(row) for row in data["mistakes"]]
    text = json.dumps(data, ensure_ascii=False)
    _checked_font_folder(text)
    return Document.of(_compile("record.typ", {**data, "qr": qr_svg(address)}, record=record_text))


def render_certificate(content: dict, text: str, address: str) -> Document:
    """The certificate as PDF/A-3b, one page. Raises font_missing or characters_missing (named)."""
    data = layout_certificate(content)
    _checked_font_folder(json.dumps(data, ensure_ascii=False))
    return Document.of(_compile("certificate.typ", {**data, "qr": qr_svg(address)}, record=text))


def render_archive(data: dict) -> bytes:
    """A training archive as PDF. Raises font_missing or characters_missing (named)."""
    _checked_font_folder(json.dumps(data, ensure_ascii=False))
    return _compile("archive.typ", data)


def _compile(template: str, data: dict, **inputs: str) -> bytes:
    return typst.compile(
        str(_TEMPLATES / template),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        # An archive has no date of its own that two exports would share, and PDF/A asks for one.
        pdf_standards="a-3b" if inputs else "1.7",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), **inputs},
    )


def qr_svg(address: str) -> str:
    """A QR code as SVG text."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=1, omitsize=True)
    return buffer.getvalue().decode("utf-8")


def _printable(row: dict) -> dict:
    """A typed answer may hold any character; one that the font lacks must not keep a record from being made."""
    uncovered = _uncovered(row["mine"], font_folder())
    return {**row, "mine": "".join(_BOX if one in uncovered else one for one in row["mine"])}


def _checked_font_folder(text: str) -> Path:
    folder = font_folder()
    uncovered = _uncovered(text, folder)
    if uncovered:
        raise DomainError("characters_missing", characters=uncovered[:20])
    return folder


def _uncovered(text: str, folder: Path) -> str:
    try:
        return find_uncovered(text, folder)
    except FileNotFoundError as error:
        raise DomainError("font_missing", folder=str(folder)) from error
