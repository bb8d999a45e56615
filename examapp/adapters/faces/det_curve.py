"""The DET curve as SVG: both errors on probit axes, so that equally good systems give parallel lines."""

from collections.abc import Mapping, Sequence
from statistics import NormalDist

from examapp.domain.statistics.comparisons import Rates

LOWEST, HIGHEST = 0.0005, 0.6
TICKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4)
SIDE, EDGE = 420, 70
COLOURS = ("#8a4b00", "#1f6b3a", "#6b2f8a", "#8a1f3d")
_FONT = 'font-family="Noto Sans SC, sans-serif" font-size="13"'


def draw_det(
    curve: Sequence[Rates], chosen: Rates, title: str, groups: Mapping[str, Sequence[Rates]] | None = None
) -> str:
    """False match rate to the right, false non-match rate upwards; the chosen threshold is a dot.

    Shares of zero lie on the edge. Each of the `groups` has a curve of its own, dashed, with its name.
    """
    size = SIDE + 2 * EDGE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" {_FONT} fill="#14202e">',
            f"<title>{_escaped(title)}</title>",
            f'<rect width="{size}" height="{size}" fill="#fff"/>',
            *(_grid(tick) for tick in TICKS),
            _line(curve, "#0b4f9e", ""),
            *(_group(number, name, traced) for number, (name, traced) in enumerate((groups or {}).items())),
            _dot(chosen),
            f'<text x="{size / 2}" y="{size - 18}" text-anchor="middle">误认率（把别人当成本人）</text>',
            f'<text transform="translate(20 {size / 2}) rotate(-90)" text-anchor="middle">拒认率（没认出本人）</text>',
            f'<text x="{size / 2}" y="34" text-anchor="middle" font-size="15">{_escaped(title)}</text>',
            f'<text x="{EDGE}" y="{EDGE - 8}" font-size="11">贴边：样本里一次也没有发生</text>',
            "</svg>\n",
        ]
    )


def _line(curve: Sequence[Rates], colour: str, dashes: str) -> str:
    points = [
        (_place(one.false_match.value), _place(one.false_non_match.value))
        for one in curve
        if one.false_match.total and one.false_non_match.total
    ]
    path = "M" + "L".join(f"{x:.1f} {_upwards(y):.1f}" for x, y in points) if points else "M0 0"
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes or "none"}"/>'


def _group(number: int, name: str, curve: Sequence[Rates]) -> str:
    """Told apart by dashes as well as by colour."""
    colour, dashes = COLOURS[number % len(COLOURS)], f"{3 + 4 * number} 4"
    y, x = EDGE + 18 + 18 * number, EDGE + SIDE - 150
    return (
        _line(curve, colour, dashes)
        + f'<path d="M{x} {y - 4}h28" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"/>'
        + f'<text x="{x + 36}" y="{y}">{_escaped(name)}</text>'
    )


def _place(share: float | None) -> float:
    probit = NormalDist().inv_cdf
    held = min(max(share or 0.0, LOWEST), HIGHEST)
    low, high = probit(LOWEST), probit(HIGHEST)
    return EDGE + SIDE * (probit(held) - low) / (high - low)


def _upwards(place: float) -> float:
    return SIDE + 2 * EDGE - place


def _grid(tick: float) -> str:
    at, label = _place(tick), f"{tick * 100:g} %"
    return (
        f'<path d="M{at:.1f} {EDGE}V{SIDE + EDGE}M{EDGE} {_upwards(at):.1f}H{SIDE + EDGE}" stroke="#c5d0dc"/>'
        f'<text x="{at:.1f}" y="{SIDE + EDGE + 20}" text-anchor="middle">{label}</text>'
        f'<text x="{EDGE - 8}" y="{_upwards(at) + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _dot(chosen: Rates) -> str:
    x, y = _place(chosen.false_match.value), _upwards(_place(chosen.false_non_match.value))
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#b3261e"/>'
        f'<text x="{x + 12:.1f}" y="{y - 8:.1f}">阈值 {chosen.threshold:.2f}</text>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
