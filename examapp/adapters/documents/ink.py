"""Drawn signatures as pictures."""

from collections.abc import Mapping

from examapp.adapters.documents.amendment_layout import Strokes


def ink_of(signature: Mapping | None, strokes: Strokes) -> str | None:
    """The picture of a signature; None for a refusal, and where nothing was drawn."""
    if signature is None or signature["refused"]:
        return None
    return ink_svg(strokes.get((signature["signer"], signature["digest"]), []))


def ink_svg(lines: list) -> str | None:
    """Strokes as an SVG picture cropped to the ink; None when there is no ink."""
    points = [point for line in lines for point in line]
    if not points:
        return None
    left, top = min(point[0] for point in points) - 4, min(point[1] for point in points) - 4
    width, height = max(point[0] for point in points) - left + 4, max(point[1] for point in points) - top + 4
    paths = "".join(
        f'<path d="M{" L".join(f"{point[0]} {point[1]}" for point in line)}"/>' for line in lines if line
    )
    pen = 'fill="none" stroke="#0b1f33" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"'
    box = f'viewBox="{left} {top} {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><g {pen}>{paths}</g></svg>'
