"""Regions (市/区县/镇街) and enterprises."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class Region(Base):
    """One administrative area; `path` is the codes from the city down, "/330000/330001/", so scope is a prefix."""

    __tablename__ = "regions"
    __table_args__ = (CheckConstraint("level in ('city', 'county', 'town')", name="level"),)

    id: Mapped[int] = new_id_column()
    code: Mapped[str] = mapped_column(char(12), unique=True)
    name: Mapped[str] = mapped_column(char(60))
    level: Mapped[str] = mapped_column(char(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    path: Mapped[str] = mapped_column(char(60), unique=True)

    parent: Mapped["Region | None"] = relationship(remote_side=[id])


class RegionWording(Base):
    """What official documents of this region say, and its cap of visits; regions below without a row say the same."""

    __tablename__ = "region_wordings"

    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    authority: Mapped[str] = mapped_column(char(60))
    legal_basis: Mapped[str] = mapped_column(Text)
    notice: Mapped[str] = mapped_column(Text)
    # How often one enterprise is visited in a year at most, as the authority published; None = nothing published.
    visit_cap: Mapped[int | None]
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Enterprise(Base):
    """One supervised enterprise; `uscc` is the 统一社会信用代码, upper case, checksum checked before it gets here."""

    __tablename__ = "enterprises"
    __table_args__ = (
        CheckConstraint("size in ('large', 'medium', 'small', 'micro')", name="size"),
        CheckConstraint("state in ('active', 'closed')", name="state"),
    )

    id: Mapped[int] = new_id_column()
    uscc: Mapped[str] = mapped_column(char(18), unique=True)
    name: Mapped[str] = mapped_column(char(100), index=True)
    name_pinyin: Mapped[str] = mapped_column(char(400), default="")
    name_initials: Mapped[str] = mapped_column(char(100), default="", index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    industry: Mapped[str] = mapped_column(char(30), index=True)
    size: Mapped[str] = mapped_column(char(10), default="small")
    risk_tags: Mapped[list] = mapped_column(JsonValue, default=list)
    address: Mapped[str] = mapped_column(char(200), default="")
    state: Mapped[str] = mapped_column(char(10), default="active")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    region: Mapped[Region] = relationship()
