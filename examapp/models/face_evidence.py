"""What exists around a face only for a while: pictures that a reviewer may see, and moments within a try."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.attempts import Attempt
from examapp.models.base import Base, UtcDateTime, char, new_id_column
from examapp.models.faces import FaceCheck


class FacePicture(Base):
    """One picture, sealed, of somebody who agreed to that separately; it has its own end, and viewing is audited."""

    __tablename__ = "face_pictures"
    __table_args__ = (
        CheckConstraint("kind in ('reference', 'probe')", name="kind"),
        Index("ix_face_pictures_candidate_id", "candidate_id"),
    )

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    face_check_id: Mapped[str | None] = mapped_column(ForeignKey("face_checks.id"))
    kind: Mapped[str] = mapped_column(char(10))
    picture_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delete_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FaceMoment(Base):
    """A moment within a try, drawn by the server. state: waiting -> done | person (asked for one) | skipped (not possible).

    `due_ms` is milliseconds since the epoch, like the times of the attempt.
    """

    __tablename__ = "face_moments"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'done', 'person', 'skipped')", name="state"),
        UniqueConstraint("attempt_id", "number"),
    )

    id: Mapped[int] = new_id_column()
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    due_ms: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(char(10), default="waiting")
    face_check_id: Mapped[str | None] = mapped_column(ForeignKey("face_checks.id"))

    attempt: Mapped[Attempt] = relationship()
    face_check: Mapped[FaceCheck | None] = relationship()
