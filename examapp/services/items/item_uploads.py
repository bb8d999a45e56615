"""Pictures that authors put into items: drawn anew (nothing hidden survives), small, kept by their digest."""

import hashlib
import io
from dataclasses import asdict
from datetime import datetime

from PIL import Image

from examapp.adapters.item_files.images import redraw
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_pictures import store_picture
from question_bank.model import Picture

# A drawing stays a PNG; what is larger than this is a photo that somebody pasted, and a photo is a JPEG.
_LARGE_DRAWING = 400_000


def store_upload(content: bytes, alt: str, *, actor: Actor, now: datetime) -> dict:
    """Keep a picture that somebody put in; gives what an item says of it (digest, media_type, alt, width, height).

    Raises picture_svg (an SVG may hold a script; ours are drawn by us) and picture_unusable (no picture, or too large).
    """
    if b"<svg" in content[:4000].lower():
        raise DomainError("picture_svg")
    drawn = redraw(content)
    if drawn is None:
        raise DomainError("picture_unusable")
    clean, media_type = _lighter(*drawn)
    with Image.open(io.BytesIO(clean)) as image:
        width, height = image.size
    picture = Picture(hashlib.sha256(clean).hexdigest(), media_type, alt.strip(), width, height)
    with transaction():
        if store_picture(picture, clean, now=now):
            facts = {"media_type": media_type, "bytes": len(clean)}
            record_act("item.picture_stored", f"picture:{picture.digest}", actor=actor, now=now, data=facts)
    return asdict(picture)


def _lighter(content: bytes, media_type: str) -> tuple[bytes, str]:
    if media_type != "image/png" or len(content) <= _LARGE_DRAWING:
        return content, media_type
    with Image.open(io.BytesIO(content)) as image:
        if image.mode != "RGB":
            return content, media_type
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=85, optimize=True)
    made = buffer.getvalue()
    return (made, "image/jpeg") if len(made) < len(content) else (content, media_type)
