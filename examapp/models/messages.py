"""What is to be told outside: group robots and text messages, tried again until they are through."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class OutsideMessage(Base):
    """One text for one channel; `subject` makes telling the same thing twice telling it once.

    state: waiting -> sent, or given_up after the last try. `candidate_id` is whose telephone a text message goes to; the
    number itself stays sealed with the person and is opened for the sending only.
    """

    __tablename__ = "outside_messages"
    __table_args__ = (
        UniqueConstraint("channel", "subject"),
        CheckConstraint("state in ('waiting', 'sent', 'given_up')", name="state"),
        Index("ix_outside_messages_due", "state", "next_try_at"),
    )

    id: Mapped[int] = new_id_column()
    channel: Mapped[str] = mapped_column(char(10))
    subject: Mapped[str] = mapped_column(char(80))
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id"))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(char(10), default="waiting")
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(char(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
