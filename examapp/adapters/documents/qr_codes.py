"""QR codes as SVG text, for pages and for paper."""

import io

import segno


def qr_svg(address: str) -> str:
    """A QR code as SVG text."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=1, omitsize=True)
    return buffer.getvalue().decode("utf-8")
