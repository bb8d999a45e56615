"""Assessments: an exam, its windows (sittings), and who has to take it (registrations)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.candidates import Candidate, Employment
from examapp.models.organizations import Enterprise, Region


class Exam(Base):
    """One assessment. state: draft -> announced (papers built, people told) -> closed; or cancelled.

    `face_moments`: how often, at moments that the server draws, somebody who came in by face is looked at again.
    `audience` is the rule as domain.exams.Audience writes it; `enterprise_id` None = of the bureau whose region it names.
    """

    __tablename__ = "exams"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'announced', 'closed', 'cancelled')", name="state"),
        CheckConstraint("identity_level in ('L1', 'L2', 'L3')", name="identity_level"),
        CheckConstraint("shows in ('at_once', 'after_close')", name="shows"),
        CheckConstraint("attempts_allowed between 1 and 9", name="attempts_allowed"),
    )

    id: Mapped[int] = new_id_column()
    name: Mapped[str] = mapped_column(char(80))
    kind: Mapped[str] = mapped_column(char(20), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"), index=True)
    state: Mapped[str] = mapped_column(char(10), default="draft")
    audience: Mapped[dict] = mapped_column(JsonValue)
    blueprint_id: Mapped[int | None] = mapped_column(ForeignKey("blueprints.id"))
    attempts_allowed: Mapped[int] = mapped_column(default=2)
    wait_hours: Mapped[int] = mapped_column(default=24)
    identity_level: Mapped[str] = mapped_column(char(2), default="L1")
    face_moments: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    shows: Mapped[str] = mapped_column(char(12), default="at_once")
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    commitment: Mapped[str] = mapped_column(char(64))
    item_pool_digest: Mapped[str | None] = mapped_column(ForeignKey("item_pools.digest"))
    # By which rules its papers are built; set when it is announced (docs/draw.md).
    algorithm: Mapped[str] = mapped_column(char(4), default="v1", server_default="v1")
    next_number: Mapped[int] = mapped_column(default=1)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("exams.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    region: Mapped[Region | None] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship()
    sittings: Mapped[list["Sitting"]] = relationship(
        order_by="Sitting.opens_at, Sitting.id", back_populates="exam", cascade="all, delete-orphan"
    )

    @property
    def opens_at(self) -> datetime:
        """When the first window opens."""
        return min(one.opens_at for one in self.sittings)

    @property
    def closes_at(self) -> datetime:
        """When the last window closes, of whatever region."""
        return max(one.closes_at for one in self.sittings)


class Sitting(Base):
    """A window in which an attempt may be begun; an attempt begun at its last moment still has its whole time.

    With a region it is for the enterprises of that region only.
    """

    __tablename__ = "sittings"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="window"),)

    id: Mapped[int] = new_id_column()
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"), index=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))

    region: Mapped[Region | None] = relationship()
    exam: Mapped[Exam] = relationship(back_populates="sittings")


class Registration(Base):
    """One person who has to take one exam. `number` is the attempt number of the draw, before the try is added.

    role, post and industry are those of the day the person was registered; `extra_percent` is time given for a reason.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("exam_id", "candidate_id"),
        UniqueConstraint("exam_id", "number"),
        Index("ix_registrations_enterprise_id_state", "enterprise_id", "state"),
        CheckConstraint("state in ('due', 'sitting', 'passed', 'failed', 'withdrawn')", name="state"),
        CheckConstraint("extra_percent between 0 and 200", name="extra_percent"),
    )

    id: Mapped[int] = new_id_column()
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    number: Mapped[int]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employments.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    role: Mapped[str] = mapped_column(char(10))
    post: Mapped[str | None] = mapped_column(char(30))
    industry: Mapped[str] = mapped_column(char(30))
    state: Mapped[str] = mapped_column(char(10), default="due")
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprints.id"))
    blueprint_revision: Mapped[int]
    extra_percent: Mapped[int] = mapped_column(default=0)
    large_print: Mapped[bool] = mapped_column(default=False)
    accommodation_reason: Mapped[str] = mapped_column(char(200), default="")
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    exam: Mapped[Exam] = relationship()
    candidate: Mapped[Candidate] = relationship()
    employment: Mapped[Employment] = relationship()
    enterprise: Mapped[Enterprise] = relationship()

    @property
    def sittings(self) -> list[Sitting]:
        """The windows that are for this person: those of everybody and those of the enterprise's region."""
        return [one for one in self.exam.sittings if is_for(one, self.enterprise)]

    @property
    def closes_at(self) -> datetime | None:
        """Until when this person may begin; None when no window is for them."""
        return max((one.closes_at for one in self.sittings), default=None)


def is_for(sitting: Sitting, enterprise: Enterprise) -> bool:
    """Whether people of the enterprise may begin in this window."""
    return sitting.region is None or enterprise.region.path.startswith(sitting.region.path)
