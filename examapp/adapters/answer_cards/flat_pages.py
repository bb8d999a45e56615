"""Parts of a page that was laid flat, for people's eyes; needs no OpenCV."""

import io

from PIL import Image

from examapp.domain.answer_cards.layout import LEFT, WIDTH, Row

# Pixels per millimetre of what pixels.py lays flat.
SCALE = 6
_ROOM = 4.5


def cut_row(flat: bytes, row: Row, side: float) -> bytes:
    """The strip of a row with its label and 改, JPEG; `side` of a box in millimetres."""
    boxes = [*row.boxes, *row.changes]
    top, bottom = min(box.y for box in boxes) - _ROOM, max(box.y for box in boxes) + side + 2
    right = min(WIDTH, max(box.x for box in boxes) + side + 4)
    with Image.open(io.BytesIO(flat)) as picture:
        strip = picture.crop(
            (round((LEFT - 2) * SCALE), round(top * SCALE), round(right * SCALE), round(bottom * SCALE))
        )
        buffer = io.BytesIO()
        strip.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
