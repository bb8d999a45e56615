"""Items as the site knows them (immutable revisions) and paper blueprints with their revisions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class BankItem(Base):
    """The current state of one item; its content stands in the revision that `revision` names.

    origin: shipped with the program, own (written here), or adapted: shipped, but this site published a revision of its own.
    """

    __tablename__ = "bank_items"
    __table_args__ = (
        CheckConstraint("state in ('published', 'on_hold', 'retired')", name="state"),
        CheckConstraint("origin in ('shipped', 'own', 'adapted')", name="origin"),
    )

    id: Mapped[str] = mapped_column(char(80), primary_key=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(char(10), index=True)
    topic: Mapped[str] = mapped_column(char(30), index=True)
    type: Mapped[str] = mapped_column(char(12))
    difficulty: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str] = mapped_column(char(10), index=True, default="shipped", server_default="shipped")


class ItemRevision(Base):
    """What was asked then: canonical JSON of the item, never updated nor deleted."""

    __tablename__ = "item_revisions"

    item_id: Mapped[str] = mapped_column(ForeignKey("bank_items.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(char(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Blueprint(Base):
    """A paper blueprint for a role (and industry, post), for spot quizzes or for exams; `region_id` None = the city's default."""

    __tablename__ = "blueprints"
    __table_args__ = (
        CheckConstraint("state in ('active', 'retired')", name="state"),
        CheckConstraint("purpose in ('spot', 'exam')", name="purpose"),
    )

    id: Mapped[int] = new_id_column()
    name: Mapped[str] = mapped_column(char(80))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    role: Mapped[str] = mapped_column(char(10))
    industry: Mapped[str | None] = mapped_column(char(30))
    post: Mapped[str | None] = mapped_column(char(30))
    purpose: Mapped[str] = mapped_column(char(10), default="spot", server_default="spot")
    state: Mapped[str] = mapped_column(char(10), default="active")
    revision: Mapped[int] = mapped_column(default=1)


class BlueprintRevision(Base):
    """One saved definition (canonical JSON), kept for ever because papers were built from it."""

    __tablename__ = "blueprint_revisions"

    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprints.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    definition: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(char(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class ItemUseTable(Base):
    """On how many papers of spot quizzes each item stood in 90 days, for one blueprint in all revisions.

    `content`: canonical JSON {papers, items: {id: count}}; `counted_until` the last of those days in the newest count
    that gave it. Freezes name the digest, so rows are kept for ever.
    """

    __tablename__ = "item_use_tables"

    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprints.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(char(64), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    counted_until: Mapped[date] = mapped_column(index=True)


class ItemPool(Base):
    """A frozen item pool as canonical JSON, kept once per digest however many quizzes used it."""

    __tablename__ = "item_pools"

    digest: Mapped[str] = mapped_column(char(64), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
