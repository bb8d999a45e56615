"""Figures per item revision, computed from handed-in papers; nothing here leads back to a person."""

from datetime import datetime

from sqlalchemy import Double, Index
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class ItemStatistic(Base):
    """One revision's figures: `figures` as services/reports/item_statistics.py writes them, `alarms` as codes with commas around."""

    __tablename__ = "item_statistics"
    __table_args__ = (Index("ix_item_statistics_alarms", "alarms"),)

    item_id: Mapped[str] = mapped_column(char(80), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
    facility: Mapped[float | None] = mapped_column(Double)
    discrimination: Mapped[float | None] = mapped_column(Double)
    alarms: Mapped[str] = mapped_column(char(200), default="")
    figures: Mapped[dict] = mapped_column(JsonValue)


class StatisticsRun(Base):
    """One computation over everything: up to which result it went, so that nothing new means nothing to do."""

    __tablename__ = "statistics_runs"

    id: Mapped[int] = new_id_column()
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_result_id: Mapped[int]
    paper_count: Mapped[int]
    item_count: Mapped[int]
