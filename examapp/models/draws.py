"""What a draw is made from: every freeze of a quiz, and every number that the enterprise named or gave up."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class DrawFreeze(Base):
    """One freeze: the frozen object as canonical JSON with its commitment; the newest one is drawn from.

    `people`: key on the frozen roster -> {name, roles: {role: post}}, as they were then; `met`: key -> ids of the items
    that they met in 90 days, of which the frozen object has the digests. Rows are never changed.
    """

    __tablename__ = "draw_freezes"
    __table_args__ = (UniqueConstraint("spot_quiz_id", "number"),)

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(char(64))
    people: Mapped[str] = mapped_column(Text)
    met: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EnterpriseNumber(Base):
    """A number that the enterprise named, or gave up (`how` waived: no value, who and why); the newest counts.

    `phone` is the mark of the browser that sent it, "" where none did: only that one may change it.
    """

    __tablename__ = "enterprise_numbers"
    __table_args__ = (
        CheckConstraint("how in ('phone', 'tablet', 'waived')", name="how"),
        CheckConstraint("(how = 'waived') = (value = '')", name="value"),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    value: Mapped[str] = mapped_column(char(40))
    how: Mapped[str] = mapped_column(char(10))
    given_by: Mapped[str] = mapped_column(char(60), default="")
    reason: Mapped[str] = mapped_column(char(200), default="")
    phone: Mapped[str] = mapped_column(char(43), default="", server_default="")
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
