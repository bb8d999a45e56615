"""Pictures of choices as one picture: each in a field of its own under its letter, the stem's own one above them."""

import io
from collections.abc import Sequence
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from examapp.adapters.item_files.drafts import DraftPicture

FIELD = 480
_HEAD = 56
_GAP = 16
_WHITE, _INK, _RULE = (255, 255, 255), (20, 20, 20), (190, 190, 190)


def joined(
    pictures: Sequence[tuple[str, DraftPicture]], above: DraftPicture | None = None
) -> DraftPicture | None:
    """One picture of all, two in a row; None when one of them is drawn by lines (SVG) and has no pixels."""
    if any(
        one.media_type == "image/svg+xml"
        for one in (*(one for _, one in pictures), *([above] if above else []))
    ):
        return None
    fields = [(letter, _pixels(picture)) for letter, picture in pictures]
    top = _pixels(above, 2 * FIELD + _GAP) if above else None
    columns = 2 if len(fields) > 1 else 1
    rows = [fields[at : at + columns] for at in range(0, len(fields), columns)]
    heights = [_HEAD + max(image.height for _, image in row) + 2 * _GAP for row in rows]
    width = columns * FIELD + (columns + 1) * _GAP
    start = top.height + 2 * _GAP if top else _GAP
    sheet = Image.new("RGB", (max(width, (top.width if top else 0) + 2 * _GAP), start + sum(heights)), _WHITE)
    if top:
        sheet.paste(top, (_GAP, _GAP))
    for row, height in zip(rows, heights, strict=True):
        for at, (letter, image) in enumerate(row):
            _place(sheet, _GAP + at * (FIELD + _GAP), start, height, letter, image)
        start += height
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", optimize=True)
    alt = "；".join(f"图 {letter}{f'：{picture.alt}' if picture.alt else ''}" for letter, picture in pictures)
    return DraftPicture(buffer.getvalue(), "image/png", alt[:200])


def _place(sheet: Image.Image, left: int, top: int, height: int, letter: str, image: Image.Image) -> None:
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((left, top, left + FIELD - 1, top + height - _GAP - 1), outline=_RULE)
    draw.text((left + _GAP, top + 6), letter, fill=_INK, font=ImageFont.load_default(40))
    sheet.paste(image, (left + (FIELD - image.width) // 2, top + _HEAD))


def _pixels(picture: DraftPicture, widest: int = FIELD - 2 * _GAP) -> Image.Image:
    """The picture on white, no wider than its field."""
    with Image.open(io.BytesIO(picture.content)) as image:
        shown = image.convert("RGBA")
    ground = Image.new("RGBA", shown.size, (*_WHITE, 255))
    ground.alpha_composite(shown)
    scale = min(1, widest / shown.width)
    size = (ceil(shown.width * scale), ceil(shown.height * scale))
    return ground.convert("RGB").resize(size) if scale < 1 else ground.convert("RGB")
