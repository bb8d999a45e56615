"""What people's own phones can do for an exam, as far as they tried: so that an officer has tablets ready."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class PhoneCheck(Base):
    """The last outcome or wish of one person and when; nothing of the phone itself. Retention deletes it."""

    __tablename__ = "phone_checks"
    __table_args__ = (CheckConstraint("outcome in ('able', 'online', 'tablet', 'wished')", name="outcome"),)

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), unique=True)
    outcome: Mapped[str] = mapped_column(char(10))
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
