"""Attempts: a frozen paper, an append-only list of steps, and versioned results.

Times here are integer milliseconds since the epoch (UTC): they are compared on every saved answer.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.exams import Registration
from examapp.models.inspections import Participant


class Attempt(Base):
    """One try at one paper, of a quiz's participant or of somebody registered for an exam.

    state: ready (paper built) -> open (clock runs) -> submitted.

    `paper` is the canonical JSON of domain.papers.Paper and never changes; `token_version` rises when the attempt
    moves to another device, which ends the older device's right to write.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint("state in ('ready', 'open', 'submitted')", name="state"),
        CheckConstraint("how is null or how in ('self', 'deadline', 'inspector')", name="how"),
        CheckConstraint("(participant_id is null) <> (registration_id is null)", name="one_owner"),
        Index("ix_attempts_due", "state", "deadline_ms"),
        UniqueConstraint("registration_id", "try_number"),
    )

    id: Mapped[str] = mapped_column(char(32), primary_key=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"), unique=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    try_number: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    state: Mapped[str] = mapped_column(char(10), default="ready")
    paper: Mapped[str] = mapped_column(Text)
    slot_count: Mapped[int] = mapped_column(SmallInteger)
    allowed_seconds: Mapped[int]
    extra_seconds: Mapped[int] = mapped_column(default=0)
    token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_ms: Mapped[int | None] = mapped_column(BigInteger)
    deadline_ms: Mapped[int | None] = mapped_column(BigInteger)
    # Since when the clock stands; `deadline_ms` then lies domain.pauses.LONGEST_MS further ahead.
    paused_ms: Mapped[int | None] = mapped_column(BigInteger)
    submitted_ms: Mapped[int | None] = mapped_column(BigInteger)
    submission_id: Mapped[str | None] = mapped_column(char(36))
    how: Mapped[str | None] = mapped_column(char(10))

    participant: Mapped[Participant | None] = relationship()
    registration: Mapped[Registration | None] = relationship()


class AttemptStep(Base):
    """One answer as it was given; the same client id twice is one step, the highest `seq` of a slot counts."""

    __tablename__ = "attempt_steps"
    __table_args__ = {"sqlite_with_rowid": False}

    attempt_id: Mapped[str] = mapped_column(char(32), ForeignKey("attempts.id"), primary_key=True)
    client_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    seq: Mapped[int]
    slot: Mapped[int] = mapped_column(SmallInteger)
    response: Mapped[str] = mapped_column(Text)
    device_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_ms: Mapped[int] = mapped_column(BigInteger)
    late: Mapped[bool] = mapped_column(default=False)


class AttemptEvent(Base):
    """What happened besides answering: extension with reason, another device, refused fields of a client."""

    __tablename__ = "attempt_events"

    id: Mapped[int] = new_id_column()
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    kind: Mapped[str] = mapped_column(char(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(char(60), default="")
    data: Mapped[dict] = mapped_column(JsonValue, default=dict)


class AttemptResult(Base):
    """A computed result; a later version never overwrites an earlier one. Scores are integer tenths of a point."""

    __tablename__ = "attempt_results"
    __table_args__ = (UniqueConstraint("attempt_id", "version"),)

    id: Mapped[int] = new_id_column()
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"))
    version: Mapped[int] = mapped_column(SmallInteger)
    score_tenths: Mapped[int]
    full_tenths: Mapped[int]
    passed: Mapped[bool]
    marks: Mapped[str] = mapped_column(Text)
    responses: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    attempt: Mapped[Attempt] = relationship()
