"""What people said of the columns of tables, remembered by the words of the header."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class RememberedMapping(Base):
    """The newest description of tables with one header; `kind` says of what, `mapping` is a plain TableMapping."""

    __tablename__ = "remembered_mappings"
    __table_args__ = (Index("ix_remembered_mappings_kind_signature", "kind", "signature", unique=True),)

    id: Mapped[int] = new_id_column()
    kind: Mapped[str] = mapped_column(char(20))
    signature: Mapped[str] = mapped_column(char(64))
    mapping: Mapped[dict] = mapped_column(JsonValue)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
