"""Records, certificates and archives as sheets to be printed."""

from examapp.adapters.documents.amendment_layout import Strokes
from examapp.adapters.documents.certificate_layout import layout_certificate
from examapp.adapters.documents.printing import Sheet
from examapp.adapters.documents.qr_codes import qr_svg
from examapp.adapters.documents.record_layout import layout_record


def record_sheet(content: dict, text: str, address: str, strokes: Strokes) -> Sheet:
    """A record for PDF/A-3b; `text` is its canonical JSON, `strokes` the drawn signatures by signer."""
    data = layout_record(content, address, strokes, demonstration=content["demonstration"])
    return Sheet("record.typ", {**data, "qr": qr_svg(address)}, text)


def certificate_sheet(content: dict, text: str, address: str) -> Sheet:
    """A certificate for PDF/A-3b, one page."""
    return Sheet("certificate.typ", {**layout_certificate(content), "qr": qr_svg(address)}, text)


def archive_sheet(data: dict) -> Sheet:
    """A training archive."""
    return Sheet("archive.typ", data)
