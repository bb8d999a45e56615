"""Pictures of items: kept once per digest, given out for ever."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.pictures import ItemPicture
from question_bank.model import Item, Picture


def store_picture(picture: Picture, content: bytes, *, now: datetime) -> bool:
    """Keep a picture under its digest; False when it is there already. Call inside a transaction.

    Raises picture_differs when the bytes are not those of the digest.
    """
    if hashlib.sha256(content).hexdigest() != picture.digest:
        raise DomainError("picture_differs", digest=picture.digest)
    if db.session.get(ItemPicture, picture.digest) is not None:
        return False
    db.session.add(
        ItemPicture(
            digest=picture.digest,
            media_type=picture.media_type,
            content=content,
            width=picture.width,
            height=picture.height,
            created_at=now,
        )
    )
    db.session.flush()
    return True


def store_pictures(items: Iterable[Item], files: Mapping[str, Path], *, now: datetime) -> int:
    """Keep the pictures of these items from their files; gives how many are new. Call inside a transaction."""
    held = set(db.session.scalars(select(ItemPicture.digest)))
    wanted = {item.picture.digest: item.picture for item in items if item.picture is not None}
    return sum(
        store_picture(picture, files[digest].read_bytes(), now=now)
        for digest, picture in wanted.items()
        if digest not in held and digest in files
    )


def get_picture(digest: str) -> ItemPicture:
    """The picture of a digest. Raises not_found."""
    found = db.session.get(ItemPicture, digest)
    if found is None:
        raise DomainError("not_found", what="picture")
    return found
