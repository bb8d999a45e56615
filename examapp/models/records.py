"""Signatures, the finished record with its versions, and what must be mended after a fail."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.accounts import Inspector
from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.organizations import Enterprise


class Signature(Base):
    """A finger-drawn signature (strokes with times) or a recorded refusal, over the digest of results that was shown.

    `record_version` is the version that it was given for; it belongs to every version with the same results.
    """

    __tablename__ = "signatures"
    __table_args__ = (
        UniqueConstraint("spot_quiz_id", "signer", "content_digest"),
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
    # `witness` of a refusal; of the firm, whether certificates were shown and rights told, and its opinion ("" = none).
    witness: Mapped[str] = mapped_column(char(60), default="", server_default="")
    notice_confirmed: Mapped[bool | None]
    opinion: Mapped[str | None] = mapped_column(char(300))
    content_digest: Mapped[str] = mapped_column(char(64))
    record_version: Mapped[int] = mapped_column(default=1, server_default="1")
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InspectionConfirmation(Base):
    """What an inspector said of the results from an own session: confirmed and signed, or sent back with a reason.

    `session_mark`: 16 signs of the hash of the browser's session, so that two of one browser can be seen; rows are
    only added, the newest of an inspector over a digest counts.
    """

    __tablename__ = "inspection_confirmations"
    __table_args__ = (
        CheckConstraint("state in ('confirmed', 'sent_back')", name="state"),
        CheckConstraint("state = 'confirmed' or reason <> ''", name="reason"),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspectors.id"))
    state: Mapped[str] = mapped_column(char(10))
    reason: Mapped[str] = mapped_column(char(200), default="")
    results_digest: Mapped[str] = mapped_column(char(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    session_mark: Mapped[str] = mapped_column(char(16), default="")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    inspector: Mapped[Inspector] = relationship()


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


class RecordAttestation(Base):
    """A record of before the system signed any, signed afterwards: its digests on that day, never more."""

    __tablename__ = "record_attestations"

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(char(64))
    document_digest: Mapped[str | None] = mapped_column(char(64))
    attested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    jws: Mapped[str] = mapped_column(Text)


class FactCorrection(Base):
    """A fact of a participant that was wrong, put right by an inspector with the reason; the record prints it."""

    __tablename__ = "fact_corrections"
    __table_args__ = (CheckConstraint("fact in ('name')", name="fact"),)

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"))
    fact: Mapped[str] = mapped_column(char(20))
    old: Mapped[str] = mapped_column(char(60))
    new: Mapped[str] = mapped_column(char(60))
    reason: Mapped[str] = mapped_column(char(200))
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspectors.id"))
    inspector_name: Mapped[str] = mapped_column(char(60))
    corrected_at: Mapped[datetime] = mapped_column(UtcDateTime)

    participant: Mapped[Participant] = relationship()


class RecordAmendment(Base):
    """A new version, or the withdrawal, that one inspector asks for and another confirms from an own session, or drops.

    `results_digest` is what both saw; `unsigned_reason` why people did not sign changed results again.
    """

    __tablename__ = "record_amendments"
    __table_args__ = (
        CheckConstraint("kind in ('amendment', 'withdrawal')", name="kind"),
        CheckConstraint("state in ('asked', 'confirmed', 'dropped')", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at is null)", name="decided"),
        CheckConstraint("state <> 'confirmed' or decided_by_id <> asked_by_id", name="two"),
    )

    id: Mapped[int] = new_id_column()
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    kind: Mapped[str] = mapped_column(char(10), default="amendment", server_default="amendment")
    state: Mapped[str] = mapped_column(char(10))
    reason: Mapped[str] = mapped_column(char(300))
    unsigned_reason: Mapped[str] = mapped_column(char(200), default="")
    results_digest: Mapped[str] = mapped_column(char(64))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("inspectors.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    amended_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))

    record: Mapped[Record] = relationship(foreign_keys=[record_id])
    asked_by: Mapped[Inspector] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Inspector | None] = relationship(foreign_keys=[decided_by_id])


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
