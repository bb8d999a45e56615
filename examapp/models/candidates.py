"""People who may be examined, and where they work in which role."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.organizations import Enterprise

DOCUMENT_KINDS = (
    "mainland_id",
    "hmt_residence",
    "hk_macau_permit",
    "taiwan_permit",
    "foreign_residence",
    "passport",
    "other",
)


class Candidate(Base):
    """One person over all employers; the number of the document is sealed, and found by its keyed hash only.

    A person is number and name together: whoever writes a known number under another name gets a new row, as for a
    number that nobody has, and so learns nothing and gains nothing (docs/decisions/0012-accounts.md).
    """

    __tablename__ = "candidates"
    __table_args__ = (
        UniqueConstraint("id_number_hash", "name"),
        CheckConstraint(f"document_kind in ({', '.join(map(repr, DOCUMENT_KINDS))})", name="document_kind"),
    )

    id: Mapped[int] = new_id_column()
    name: Mapped[str] = mapped_column(char(60))
    name_pinyin: Mapped[str] = mapped_column(char(240), default="")
    name_initials: Mapped[str] = mapped_column(char(60), default="", index=True)
    id_number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    id_number_hash: Mapped[str] = mapped_column(char(64))
    document_kind: Mapped[str] = mapped_column(char(20), default="mainland_id")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Employment(Base):
    """One stay of a person at an enterprise in one role; a person may have several, also at the same time."""

    __tablename__ = "employments"
    __table_args__ = (
        UniqueConstraint("candidate_id", "enterprise_id", "started_on", "role"),
        CheckConstraint("role in ('lead', 'manager', 'key_post', 'other')", name="role"),
        CheckConstraint("kind in ('own', 'agency', 'outsourced')", name="kind"),
        CheckConstraint("ended_on is null or ended_on >= started_on", name="dates"),
    )

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    role: Mapped[str] = mapped_column(char(10))
    posts: Mapped[list] = mapped_column(JsonValue, default=list)
    job_title: Mapped[str] = mapped_column(char(60), default="")
    kind: Mapped[str] = mapped_column(char(10), default="own")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    candidate: Mapped[Candidate] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
