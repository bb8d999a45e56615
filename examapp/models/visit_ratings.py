"""What the enterprise said of a visit, every word of it, and what the authority answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class VisitRating(Base):
    """The newest word on a visit, 1 (bad) to 5 (good), and the answer of the authority."""

    __tablename__ = "visit_ratings"
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars"),)

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(char(500), default="")
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(char(500), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class RatingWord(Base):
    """One word on a visit; rows are only added. `rater_digest` tells the browsers of a visit apart and nothing else
    ("" = said before browsers were told apart).
    """

    __tablename__ = "rating_words"
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars"),)

    id: Mapped[int] = new_id_column()
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), index=True)
    rater_digest: Mapped[str] = mapped_column(char(64))
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(char(500), default="")
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
