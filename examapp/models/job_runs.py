"""Jobs that were asked for or fell due: the database remembers them, whatever becomes of queues and processes."""

from datetime import datetime

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column

OPEN = text("finished_at is null")


class JobRun(Base):
    """One job to be done once. `period` is unique per job: the hour of a periodic job, a random mark of a requested one.

    `beat_at` is renewed while somebody works on it; when it grows old, the worker has died and the run is free again.
    """

    __tablename__ = "job_runs"
    __table_args__ = (
        UniqueConstraint("job", "period", name="uq_job_runs_job_period"),
        Index("ix_job_runs_open", "requested_at", postgresql_where=OPEN, sqlite_where=OPEN),
    )

    id: Mapped[int] = new_id_column()
    job: Mapped[str] = mapped_column(char(40))
    period: Mapped[str] = mapped_column(char(40))
    arguments: Mapped[dict] = mapped_column(JsonValue, default=dict)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    failure: Mapped[str] = mapped_column(char(80), default="")
