"""Faces: whether the feature is on, consents, references, checks; and identities established in any way."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.domain.face_judgements import is_made_by_program
from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.exams import Registration


class FaceSwitch(Base):
    """One row each time the feature was switched on or off; the last one counts. On needs an impact assessment."""

    __tablename__ = "face_switches"

    id: Mapped[int] = new_id_column()
    on: Mapped[bool]
    assessment_number: Mapped[str] = mapped_column(char(80), default="")
    assessed_on: Mapped[date | None]
    assessed_by: Mapped[str] = mapped_column(char(60), default="")
    contact: Mapped[str] = mapped_column(char(120), default="")
    filing_number: Mapped[str] = mapped_column(char(80), default="", server_default="")
    switched_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    switched_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FaceNotice(Base):
    """A text that people agreed to, whole; each consent names it by its digest."""

    __tablename__ = "face_notices"

    text_digest: Mapped[str] = mapped_column(char(64), primary_key=True)
    version: Mapped[str] = mapped_column(char(20))
    text: Mapped[str] = mapped_column(Text)
    first_agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FaceConsent(Base):
    """That a person agreed to this text, on which device, and when they took it back.

    `keeps_pictures`: agreed separately that pictures may be kept for a reviewer, sealed and for a short time.
    """

    __tablename__ = "face_consents"
    __table_args__ = (Index("ix_face_consents_candidate_id", "candidate_id"),)

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    version: Mapped[str] = mapped_column(char(20))
    text_digest: Mapped[str] = mapped_column(char(64))
    device: Mapped[str] = mapped_column(char(120), default="")
    keeps_pictures: Mapped[bool] = mapped_column(default=False, server_default=false())
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FaceReference(Base):
    """The numbers of one picture, sealed; no picture is kept. state: offered -> confirmed by the officer."""

    __tablename__ = "face_references"
    __table_args__ = (
        CheckConstraint("state in ('offered', 'confirmed')", name="state"),
        Index("ix_face_references_candidate_id", "candidate_id"),
    )

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    consent_id: Mapped[int] = mapped_column(ForeignKey("face_consents.id"))
    encoding_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    model: Mapped[str] = mapped_column(char(80))
    state: Mapped[str] = mapped_column(char(10), default="offered")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delete_on: Mapped[date]


class FaceCheck(Base):
    """One try to be recognised. What was measured while it runs is emptied at its end.

    outcome: accepted | not_accepted (not alike) | not_alive (flat, jumped) | not_done (time or frames used up).
    purpose: entry (before a try) | moment (within one). review: "" | waiting | later (accepted, and looked at
    afterwards) | accepted | refused (by a person, with a note). `progress` holds the state of the look, sealed.
    `camera` is the name that the browser gives it: a camera made by a program is looked at by a person afterwards.
    """

    __tablename__ = "face_checks"
    __table_args__ = (
        CheckConstraint("state in ('running', 'ended')", name="state"),
        CheckConstraint(
            "outcome is null or outcome in ('accepted', 'not_accepted', 'not_alive', 'not_done')",
            name="outcome",
        ),
        Index("ix_face_checks_registration_id", "registration_id"),
    )

    id: Mapped[str] = mapped_column(char(32), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    challenges: Mapped[list] = mapped_column(JsonValue)
    state: Mapped[str] = mapped_column(char(10), default="running")
    outcome: Mapped[str | None] = mapped_column(char(12))
    stage: Mapped[int] = mapped_column(SmallInteger, default=0)
    frames: Mapped[int] = mapped_column(SmallInteger, default=0)
    progress: Mapped[str] = mapped_column(Text, default="{}")
    digests: Mapped[list] = mapped_column(JsonValue, default=list)
    distance: Mapped[float | None]
    flatness: Mapped[float | None]
    threshold: Mapped[float]
    model: Mapped[str] = mapped_column(char(80))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    purpose: Mapped[str] = mapped_column(char(10), default="entry", server_default="entry")
    camera: Mapped[str] = mapped_column(char(120), default="", server_default="")
    review: Mapped[str] = mapped_column(char(12), default="")
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_note: Mapped[str] = mapped_column(char(300), default="", server_default="")
    statement: Mapped[str] = mapped_column(char(300), default="")

    registration: Mapped[Registration] = relationship()

    @property
    def made_by_program(self) -> bool:
        """Whether the camera's name says that a program feeds it."""
        return is_made_by_program(self.camera)


class IdentityCheck(Base):
    """How it was established who begins a try: L2 by a person, L3 by face.
    Asking for a person comes first (at None).
    """

    __tablename__ = "identity_checks"
    __table_args__ = (
        CheckConstraint("level in ('L2', 'L3')", name="level"),
        Index("uq_identity_checks_try", "registration_id", "try_number", "level", unique=True),
    )

    id: Mapped[int] = new_id_column()
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    try_number: Mapped[int] = mapped_column(SmallInteger)
    level: Mapped[str] = mapped_column(char(2))
    how: Mapped[str] = mapped_column(char(20), default="")
    reason: Mapped[str] = mapped_column(char(200), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    face_check_id: Mapped[str | None] = mapped_column(ForeignKey("face_checks.id"))

    registration: Mapped[Registration] = relationship()
