"""Corner tags of an answer card: AprilTag 36h11, drawn as SVG without any library of pictures.

The codes are those of the published family (Olson, AprilTag: A robust and flexible visual fiducial system, 2011), as
6 x 6 bits row by row from the upper left, 1 = white; a test compares them with OpenCV's own drawing.
"""

from examapp.domain.answer_cards.layout import CORNERS, MOST_PAGES

SIDE, FRAME = 6, 1
_WRITTEN = """
21a146bab 92d18fe9b 7089014bb 193979e27 44153d3d7 35cd5b8cf a10ba56a0 2b874a608 b57fb8d44 4e20b5a64
61d897f2c ab3469ffc 594ca45c2 fa1c2d2e2 97c24b972 75928624a 1caafe99a 3236ddc16 884e527d6 5771a8c7e
f52925b81 2e59cc1a1 7fa58ab31 eb43384f9 3913d5345 d79b1a3b5 0dfbe768d 5cd7a031d b9c8f7a4b 46987e06b
6e0c5d527 5bc567bb4 1e6302bc2 8ac7d046a a65fe2326 5400eb616 f7a066836 2dd0afdf6 3b9cb60b1 ad6a1caf9
93b62efb5 bb210d93d dee55094b a0cd1479b 2a23abb27 4f67f4b5f 58a815818 743427d64 1dec40874 892ab3a02
38d5742ee 0c43567a1 5db311cb1 c957ca1f9 a22457823 29ace98f3 ccc52c528 da8b3578c d5b4b9e36 ac9cdd3ce
cbdaa8391 1986256b1 bae6cc889 df91b10e5 a1a9d5a75 2b651aa9d 4d5c2e19d 5b163736b f753d60a8 5e84b37d2
fce43a9f2 bb926d1a6 ed8d236e5 6af846f37 ea56a5138 5d497146c 470360eca 8c4bcd67a 295f3901e f6b577e97
"""
CODES = tuple(int(code, 16) for code in _WRITTEN.split())


def tag_id(page: int, corner: int) -> int:
    """The tag of a corner (0 upper left, then clockwise) of a page from 1. Raises ValueError beyond the last."""
    if not 1 <= page <= MOST_PAGES:
        raise ValueError(f"page {page}")
    return CORNERS * (page - 1) + corner


def page_and_corner(tag: int) -> tuple[int, int]:
    """What a tag names."""
    return tag // CORNERS + 1, tag % CORNERS


def tag_svg(tag: int) -> str:
    """A tag as SVG text: black frame and cells, no quiet zone (the sheet around it is white)."""
    cells = SIDE + 2 * FRAME
    white = [
        f"M{column + FRAME} {row + FRAME}h1v1h-1z"
        for row in range(SIDE)
        for column in range(SIDE)
        if CODES[tag] >> (SIDE * SIDE - 1 - (row * SIDE + column)) & 1
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cells} {cells}" shape-rendering="crispEdges">'
        f'<path fill="#000" d="M0 0h{cells}v{cells}h-{cells}z"/><path fill="#fff" d="{"".join(white)}"/></svg>'
    )
