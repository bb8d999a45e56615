"""What was changed of a visit after it was planned or held; rows are added, and decided once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.accounts import Account
from examapp.models.base import Base, UtcDateTime, char, new_id_column
from examapp.models.inspections import Inspection


class VisitChange(Base):
    """One change: moved or called off (a plan), or another purpose; `waiting` until somebody else decides.

    `before`, `after`: the two purposes, or day and people of the plan in words.
    """

    __tablename__ = "visit_changes"
    __table_args__ = (
        CheckConstraint("kind in ('moved', 'called_off', 'purpose')", name="kind"),
        CheckConstraint("state in ('waiting', 'done', 'refused')", name="state"),
        CheckConstraint("(state = 'waiting') = (decided_at is null)", name="decided"),
    )

    id: Mapped[int] = new_id_column()
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), index=True)
    kind: Mapped[str] = mapped_column(char(10))
    state: Mapped[str] = mapped_column(char(10))
    before: Mapped[str] = mapped_column(char(400), default="")
    after: Mapped[str] = mapped_column(char(400), default="")
    reason: Mapped[str] = mapped_column(char(200))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    refusal: Mapped[str] = mapped_column(char(200), default="")

    inspection: Mapped[Inspection] = relationship()
    asked_by: Mapped[Account | None] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
