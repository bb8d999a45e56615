"""Devices that ask for a seat in a spot quiz, and what the inspector decided about each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, UtcDateTime, char, new_id_column
from examapp.models.inspections import Participant, SpotQuiz

_GRANTED = text("state = 'granted'")


class SeatClaim(Base):
    """One device of one person. It opens nothing until an inspector grants it; at most one is granted a participant.

    state: asked -> granted -> replaced (another device was granted, or the tablet went on); or asked -> declined, which
    may be taken back; an asked one is replaced when the person asks from too many devices, or another is granted.
    `participant_id` is none for a walk-in until the grant, which makes the participant; until then name, sealed last
    four with the kind of their document, role and post are those that were typed.
    `address_mark` tells addresses apart within the quiz, no more.
    """

    __tablename__ = "seat_claims"
    __table_args__ = (
        CheckConstraint("state in ('asked', 'granted', 'declined', 'replaced')", name="state"),
        CheckConstraint("decided_how in ('board', 'phone', 'queue', 'face')", name="decided_how"),
        CheckConstraint("state = 'asked' or decided_at is not null", name="decided"),
        Index(
            "uq_seat_claims_granted",
            "participant_id",
            unique=True,
            sqlite_where=_GRANTED,
            postgresql_where=_GRANTED,
        ),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"), index=True)
    token_hash: Mapped[str] = mapped_column(char(64), unique=True)
    name: Mapped[str] = mapped_column(char(60), default="")
    id_tail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    document_kind: Mapped[str | None] = mapped_column(char(20))
    role: Mapped[str | None] = mapped_column(char(10))
    post: Mapped[str | None] = mapped_column(char(30))
    device: Mapped[str] = mapped_column(char(40), default="")
    address_mark: Mapped[str] = mapped_column(char(16), default="")
    state: Mapped[str] = mapped_column(char(10))
    reason: Mapped[str] = mapped_column(char(200), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"))
    decided_how: Mapped[str | None] = mapped_column(char(10))

    spot_quiz: Mapped[SpotQuiz] = relationship()
    participant: Mapped[Participant | None] = relationship()
