"""Signatures, the finished record with its versions, and what must be mended after a fail."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.organizations import Enterprise


class Signature(Base):
    """A finger-drawn signature (strokes with times) or a recorded refusal, over the digest that was shown."""

    __tablename__ = "signatures"
    __table_args__ = (
        UniqueConstraint("spot_quiz_id", "signer"),
        CheckConstraint("role in ('candidate', 'representative', 'inspector')", name="role"),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    signer: Mapped[str] = mapped_column(char(40))
    role: Mapped[str] = mapped_column(char(20))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"))
    name: Mapped[str] = mapped_column(char(60))
    strokes: Mapped[list | None] = mapped_column(JsonValue)
    refused: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(char(200), default="")
    content_digest: Mapped[str] = mapped_column(char(64))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Record(Base):
    """One version of a 抽考记录; `content` is the canonical JSON that `examapp verify` reads, `digest` its SHA-256.

    `document` follows (services/core/printing.py), with QR codes under `base_url`; without it and its digest it is not printed yet.
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("number", "version"),
        CheckConstraint("state in ('current', 'amended', 'withdrawn')", name="state"),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    number: Mapped[str] = mapped_column(char(40), index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(char(10))
    public_token: Mapped[str] = mapped_column(char(40), unique=True)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(char(64))
    document: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    document_digest: Mapped[str | None] = mapped_column(char(64))
    base_url: Mapped[str] = mapped_column(char(300), default="", server_default="")
    reason: Mapped[str] = mapped_column(char(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    spot_quiz: Mapped[SpotQuiz] = relationship()


class Rectification(Base):
    """A fail that must be mended by `due_on`: re-tested with a disjoint paper until passed; overdue is computed."""

    __tablename__ = "rectifications"
    __table_args__ = (CheckConstraint("state in ('open', 'closed')", name="state"),)

    id: Mapped[int] = new_id_column()
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    state: Mapped[str] = mapped_column(char(10), default="open", index=True)
    due_on: Mapped[date]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    closing_note: Mapped[str] = mapped_column(char(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    participant: Mapped[Participant] = relationship(foreign_keys=[participant_id])
    enterprise: Mapped[Enterprise] = relationship()
