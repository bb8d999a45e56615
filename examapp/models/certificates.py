"""Certificates of passed assessments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, UtcDateTime, char, new_id_column
from examapp.models.exams import Registration


class Certificate(Base):
    """One printed certificate; `content` is canonical JSON of every printed field, `digest` its SHA-256.

    A regrade revokes it, with the reason; it is never changed or deleted. `document` is printed when it is
    first opened, with its QR code under `base_url`, and is None again once it lies in the file store.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("attempt_id", "result_version"),
        CheckConstraint("state in ('valid', 'revoked')", name="state"),
    )

    id: Mapped[int] = new_id_column()
    number: Mapped[str] = mapped_column(char(40), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"))
    result_version: Mapped[int]
    public_token: Mapped[str] = mapped_column(char(40), unique=True)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(char(64))
    document: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    document_digest: Mapped[str | None] = mapped_column(char(64))
    base_url: Mapped[str] = mapped_column(char(300), default="", server_default="")
    state: Mapped[str] = mapped_column(char(10), default="valid")
    reason: Mapped[str] = mapped_column(char(200), default="")
    valid_until: Mapped[date | None]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship()
