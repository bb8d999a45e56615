"""Pictures of items by the digest of their bytes: what was shown then is shown again, byte for byte."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char


class ItemPicture(Base):
    """One picture, never updated nor deleted; `digest` is the SHA-256 (hex) of `content`, sizes are in pixels.

    `content` is None once it lies in the file store.
    """

    __tablename__ = "item_pictures"
    __table_args__ = (CheckConstraint("width > 0 and height > 0", name="size"),)

    digest: Mapped[str] = mapped_column(char(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(char(40))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
