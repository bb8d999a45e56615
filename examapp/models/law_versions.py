"""Laws as they move: which version holds from which day, and the items that a change has put on hold."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class LawVersion(Base):
    """One version of one law. `law` is its slug; an announced change touches all articles, or first to last only.

    `repeals`: from that day the law is gone, and nothing may cite it.

    state: announced -> applied (its day came, the items were put on hold), or cancelled before that.
    """

    __tablename__ = "law_versions"
    __table_args__ = (
        UniqueConstraint("law", "version"),
        CheckConstraint("state in ('announced', 'applied', 'cancelled')", name="state"),
        CheckConstraint("origin in ('shipped', 'announced')", name="origin"),
    )

    id: Mapped[int] = new_id_column()
    law: Mapped[str] = mapped_column(char(80), index=True)
    name: Mapped[str] = mapped_column(char(200))
    version: Mapped[str] = mapped_column(char(60))
    effective_on: Mapped[date] = mapped_column(index=True)
    first_article: Mapped[int | None]
    last_article: Mapped[int | None]
    origin: Mapped[str] = mapped_column(char(10))
    state: Mapped[str] = mapped_column(char(10))
    repeals: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(char(500), default="")
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LawHold(Base):
    """One item that waits for the reviewer because its law changed; open -> confirmed, edited or retired."""

    __tablename__ = "law_holds"
    __table_args__ = (
        UniqueConstraint("law_version_id", "item_id"),
        CheckConstraint("state in ('open', 'confirmed', 'edited', 'retired')", name="state"),
    )

    id: Mapped[int] = new_id_column()
    law_version_id: Mapped[int] = mapped_column(ForeignKey("law_versions.id"))
    item_id: Mapped[str] = mapped_column(ForeignKey("bank_items.id"), index=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(char(10), index=True)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
