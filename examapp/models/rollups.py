"""Counts of results by day, subject and enterprise: additions as they come, and the sums they are folded into.

Derived figures: they refer to nothing by key, and `examapp rollups` checks them against the results or makes them anew.
"""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, char

_KINDS = "kind in ('exam', 'quiz', 'blueprint', 'registered')"


class _Counts:
    papers: Mapped[int] = mapped_column(default=0)
    passed: Mapped[int] = mapped_column(default=0)
    score_tenths: Mapped[int] = mapped_column(BigInteger, default=0)
    full_tenths: Mapped[int] = mapped_column(BigInteger, default=0)


class ResultDelta(_Counts, Base):
    """What one hand-in, regrade or registration adds;
    appended in its transaction, so that no row is shared and waited for.
    """

    __tablename__ = "result_deltas"
    __table_args__ = (CheckConstraint(_KINDS, name="kind"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(char(10))
    subject_id: Mapped[int]
    day: Mapped[date]
    enterprise_id: Mapped[int]
    part: Mapped[str] = mapped_column(char(10))


class ResultRollup(_Counts, Base):
    """The sum of what was folded so far; a true figure is this plus the additions that still wait (services.
    rollups).
    """

    __tablename__ = "result_rollups"
    __table_args__ = (
        CheckConstraint(_KINDS, name="kind"),
        Index("ix_result_rollups_kind_day", "kind", "day"),
    )

    kind: Mapped[str] = mapped_column(char(10), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(char(10), primary_key=True)
