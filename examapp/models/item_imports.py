"""Imports of items from files: one batch a file, its drafts kept as they were read until somebody takes or undoes them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class ItemImport(Base):
    """One uploaded or pasted file. `content` holds its bytes until its items are taken, so that it can be read again.

    `directions` is what a person said of it, `looks` are its sheets as that person sees them (TableLook), `source` the
    lines of a text with what they became (SourceLine).
    """

    __tablename__ = "item_imports"
    __table_args__ = (
        CheckConstraint("state in ('reading', 'previewed', 'taken', 'undone', 'failed')", name="state"),
    )

    id: Mapped[int] = new_id_column()
    state: Mapped[str] = mapped_column(char(10))
    file_name: Mapped[str] = mapped_column(char(200))
    file_digest: Mapped[str] = mapped_column(char(64), index=True)
    format: Mapped[str] = mapped_column(char(10), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    report: Mapped[dict] = mapped_column(JsonValue, default=dict)
    looks: Mapped[list] = mapped_column(JsonValue, default=list, deferred=True)
    source: Mapped[list] = mapped_column(JsonValue, default=list, deferred=True)
    directions: Mapped[dict] = mapped_column(JsonValue, default=dict)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportedDraft(Base):
    """One item of a batch as it was read; `taken` says that it became an item draft, `draft_id` which."""

    __tablename__ = "imported_drafts"
    __table_args__ = (Index("ix_imported_drafts_import_id_number", "import_id", "number", unique=True),)

    id: Mapped[int] = new_id_column()
    import_id: Mapped[int] = mapped_column(ForeignKey("item_imports.id"))
    number: Mapped[int]
    content: Mapped[dict] = mapped_column(JsonValue)
    place: Mapped[dict] = mapped_column(JsonValue)
    problems: Mapped[list] = mapped_column(JsonValue)
    stopped: Mapped[bool]
    alike: Mapped[list] = mapped_column(JsonValue)
    taken: Mapped[bool] = mapped_column(default=False)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("item_drafts.id"), index=True)
