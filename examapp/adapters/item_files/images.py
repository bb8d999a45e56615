"""Pictures that come with items: known kinds only, drawn anew so that nothing hidden in them survives."""

import base64
import binascii
import io
import re
import warnings
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree
from PIL import Image, ImageOps

from examapp.adapters.item_files.drafts import Draft, DraftPicture

MOST_BYTES = 5 * 1024 * 1024
MOST_SVG_BYTES = 60_000
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 1600
_FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/png",
    "WEBP": "image/png",
    "BMP": "image/png",
}
_ACTIVE = re.compile(
    rb"<script|<foreignObject|<!ENTITY|<!DOCTYPE|\son[a-z]+\s*=|javascript:|href\s*=\s*[\"'](?!#)|@import|url\(",
    re.I,
)
_BOX = re.compile(rb'viewBox="0 0 ([0-9]{1,5}) ([0-9]{1,5})"')


def attach_picture(draft: Draft, content: bytes, alt: str = "") -> None:
    """Put a picture into the draft, redrawn; one that is no picture or too large becomes a problem."""
    if draft.picture is not None:
        draft.note("pictures_several")
        return
    made = redraw(content)
    if made is None:
        draft.note("picture_refused", f"{len(content) // 1024} kB")
        return
    draft.picture = DraftPicture(made[0], made[1], alt)


def redraw(content: bytes) -> tuple[bytes, str] | None:
    """Bytes and media type of a clean copy without metadata; what is clean already stays as it is. None when refused."""
    if not content or len(content) > MOST_BYTES:
        return None
    if b"<svg" in content[:1000]:
        return (content, "image/svg+xml") if _is_quiet_svg(content) else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=list(_FORMATS))
            if image.width * image.height > MOST_PIXELS:
                return None
            kind = image.format or ""
            return _redrawn(image, kind, content)
    except (OSError, ValueError, SyntaxError, TypeError, OverflowError, ArithmeticError, LookupError, EOFError,
            Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError, NotImplementedError):  # fmt: skip
        return None


def _redrawn(image: Image.Image, kind: str, content: bytes) -> tuple[bytes, str]:
    image.load()
    upright = ImageOps.exif_transpose(image) or image
    photo = kind == "JPEG"
    if photo and max(image.size) <= LONGEST_SIDE and _is_bare_jpeg(content):
        return content, _FORMATS[kind]
    drawn = upright.convert("RGB" if photo else "RGBA" if _has_alpha(upright) else "RGB")
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new(drawn.mode, drawn.size)
    clean.paste(drawn)
    buffer = io.BytesIO()
    if photo:
        clean.save(buffer, "JPEG", quality=85, optimize=True)
    else:
        clean.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), _FORMATS[kind]


def _is_bare_jpeg(content: bytes) -> bool:
    """Whether it holds the picture and nothing else: no metadata, no comment, nothing behind its end."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xDA:
            return content.find(b"\xff\xd9", at) == len(content) - 2
        if mark not in (0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD):
            return False
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return False


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _is_quiet_svg(content: bytes) -> bool:
    if len(content) > MOST_SVG_BYTES or _ACTIVE.search(content) or not _BOX.search(content[:2000]):
        return False
    try:
        ElementTree.fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    return True


def size_of(picture: DraftPicture) -> tuple[int, int]:
    """Width and height in pixels (of an SVG: its viewBox)."""
    if picture.media_type == "image/svg+xml":
        box = _BOX.search(picture.content[:2000])
        return (int(box[1]), int(box[2])) if box else (1000, 1000)
    with Image.open(io.BytesIO(picture.content)) as image:
        return image.size


def suffix_of(picture: DraftPicture) -> str:
    """The ending of its file's name."""
    return {"image/svg+xml": ".svg", "image/jpeg": ".jpg"}.get(picture.media_type, ".png")


def from_base64(text: str) -> bytes:
    """The bytes, or none when the text is no base64."""
    try:
        return base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (binascii.Error, ValueError):
        return b""
