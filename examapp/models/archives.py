"""Which attempts are archived: the newest row counts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class AttemptArchive(Base):
    """Attempts with ids from `lower_id` (inclusive) to `upper_id` are read-only: those made before that day.

    `lower_id` is "t" (domain.attempt_ids) while attempts with ids from before are not all old enough, else empty.
    """

    __tablename__ = "attempt_archives"
    __table_args__ = (CheckConstraint("lower_id < upper_id", name="range"),)

    id: Mapped[int] = new_id_column()
    before: Mapped[date]
    lower_id: Mapped[str] = mapped_column(char(32))
    upper_id: Mapped[str] = mapped_column(char(32))
    attempts: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(char(60))
