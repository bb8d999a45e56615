"""Authoring of items: drafts that become revisions, what people say about them, views that they keep."""

import json
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column

_OPEN = text("state in ('draft', 'in_review')")


class ItemDraft(Base):
    """What people work on; `content` is JSON like `item_to_dict` without versions, and fields may be missing.

    state: draft <-> in_review -> published (kept: who wrote `published_revision`), or discarded. `version` counts
    savings; an item has one open draft at most. `import_id` names the batch that it came with.
    """

    __tablename__ = "item_drafts"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'in_review', 'published', 'discarded')", name="state"),
        Index("ix_item_drafts_open", "item_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = new_id_column()
    item_id: Mapped[str | None] = mapped_column(char(80))
    base_revision: Mapped[int | None]
    published_revision: Mapped[int | None]
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(char(10), index=True, default="draft")
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def data(self) -> dict:
        """The content as a fresh dict."""
        return json.loads(self.content)

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, published or discarded."""
        return self.state in ("draft", "in_review")


class ItemComment(Base):
    """What somebody said about a draft or an item; never changed."""

    __tablename__ = "item_comments"
    __table_args__ = (CheckConstraint("draft_id is not null or item_id is not null", name="subject"),)

    id: Mapped[int] = new_id_column()
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("item_drafts.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("bank_items.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    text: Mapped[str] = mapped_column(char(1000))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SavedView(Base):
    """A filter of the item list that a person kept under a name; `query` is the query string."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = new_id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(char(40))
    query: Mapped[str] = mapped_column(char(1000))


class ShippedWording(Base):
    """What the shipped bank now says of an item that this site adapted, as long as these are words the site never had.

    `declined` once somebody has looked and keeps the site's own words.
    """

    __tablename__ = "shipped_wordings"

    item_id: Mapped[str] = mapped_column(ForeignKey("bank_items.id"), primary_key=True)
    revision: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declined: Mapped[bool] = mapped_column(default=False)
