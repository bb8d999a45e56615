"""QR codes as SVG text, for pages and for paper."""

import io

import segno


def qr_svg(text: str, *, error: str = "m", border: int = 1) -> str:
    """A QR code as SVG text; `error`: level of correction (l, m, q, h), `border`: quiet modules around it."""
    buffer = io.BytesIO()
    segno.make(text, error=error, micro=False).save(buffer, kind="svg", border=border, omitsize=True)
    return buffer.getvalue().decode("utf-8")
