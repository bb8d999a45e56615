"""Practice of a signed-in person: runs of questions, one answer to each, and the items that practice never shows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class PracticeRun(Base):
    """A short list of questions somebody practises. `paper` is canonical JSON of slots as on a paper and never changes.

    `day` is the day in Asia/Shanghai of the daily five, and makes them one run however often they are opened.
    """

    __tablename__ = "practice_runs"
    __table_args__ = (
        CheckConstraint("kind in ('topic', 'daily', 'wrong', 'mock')", name="kind"),
        Index("uq_practice_runs_daily", "candidate_id", "day", unique=True),
    )

    id: Mapped[int] = new_id_column()
    client_id: Mapped[str] = mapped_column(char(36), unique=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    kind: Mapped[str] = mapped_column(char(10))
    title: Mapped[str] = mapped_column(char(80))
    day: Mapped[date | None]
    paper: Mapped[str] = mapped_column(Text)
    cut_score: Mapped[int | None] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PracticeAnswer(Base):
    """The first answer to one place of a run; a second one is not taken.
    `item_id` and `topic` are kept for the figures.
    """

    __tablename__ = "practice_answers"
    __table_args__ = (Index("ix_practice_answers_candidate_id_answered_at", "candidate_id", "answered_at"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("practice_runs.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    item_id: Mapped[str] = mapped_column(char(80))
    topic: Mapped[str] = mapped_column(char(30))
    response: Mapped[str] = mapped_column(Text)
    correct: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReservedItem(Base):
    """Somebody's decision about an item: `reserved` for exams and quizzes, or else open for practice.

    Without one domain.reserving decides. A table of its own, so that bank updates keep it.
    """

    __tablename__ = "reserved_items"

    item_id: Mapped[str] = mapped_column(ForeignKey("bank_items.id"), primary_key=True)
    reserved: Mapped[bool] = mapped_column(default=True, server_default=true())
    reserved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reserved_at: Mapped[datetime] = mapped_column(UtcDateTime)
