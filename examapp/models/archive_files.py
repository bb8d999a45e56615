"""Training archives as files: who asked, of which moment their data are, and the bytes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class ArchiveFile(Base):
    """One file of an enterprise's year. state: asked -> made, or asked -> failed.

    `open_key` is "enterprise:year:format" while it is asked, so that asking twice is one running job. The bytes stay in
    the database: in a week they are let go again, which a file store never does. `run_id` names a job that may be
    forgotten sooner than this row, so it is no reference.
    """

    __tablename__ = "archive_files"
    __table_args__ = (
        CheckConstraint("state in ('asked', 'made', 'failed')", name="state"),
        CheckConstraint("format in ('pdf', 'xlsx', 'zip')", name="format"),
        CheckConstraint("(state = 'asked') = (open_key is not null)", name="open"),
        CheckConstraint("(state = 'made') = (document is not null)", name="document"),
        Index("ix_archive_files_enterprise_id_year", "enterprise_id", "year"),
    )

    id: Mapped[int] = new_id_column()
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    format: Mapped[str] = mapped_column(char(4))
    state: Mapped[str] = mapped_column(char(6), default="asked")
    open_key: Mapped[str | None] = mapped_column(char(40), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    run_id: Mapped[int | None]
    data_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    document: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    document_digest: Mapped[str | None] = mapped_column(char(64))
    failure: Mapped[str] = mapped_column(char(40), default="")
    failure_data: Mapped[dict] = mapped_column(JsonValue, default=dict)
