"""The audit log (keyed hash chain), receipts of acts that may arrive twice, counters, and file imports."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class AuditEntry(Base):
    """One act; `digest` covers the entry and all it could see, `mac` the digest under a key outside the database.

    `lane` and `place` (from 1, without gaps): the place in the chain; `seen`: the last place of every lane at that
    moment ("0:57 1:3"; lane -1: the number of the newest entry, if it has no lane), `previous` the digest over those.
    `id` sorts them roughly by time and may skip numbers. Rows are only ever added (triggers on both databases).
    Entries of before have no lane (`previous` is the digest of the entry before), the oldest of them no `mac` either:
    see AuditCheckpoint.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ux_audit_entries_place", "lane", "place", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(char(40))
    actor: Mapped[str] = mapped_column(char(80))
    act: Mapped[str] = mapped_column(char(60), index=True)
    subject: Mapped[str] = mapped_column(char(80), index=True)
    data: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(char(64))
    digest: Mapped[str] = mapped_column(char(64))
    mac: Mapped[str | None] = mapped_column(char(64))
    mac_key: Mapped[str | None] = mapped_column(char(16))
    lane: Mapped[int | None] = mapped_column(SmallInteger)
    place: Mapped[int | None]
    seen: Mapped[str | None] = mapped_column(Text)


class AuditCheckpoint(Base):
    """The end of entries without a key: the last of them, and the first that did not fit when it was checked."""

    __tablename__ = "audit_checkpoints"

    id: Mapped[int] = new_id_column()
    last_id: Mapped[int]
    digest: Mapped[str] = mapped_column(char(64))
    broken_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    jws: Mapped[str] = mapped_column(Text)
    mac: Mapped[str] = mapped_column(char(64))
    mac_key: Mapped[str] = mapped_column(char(16))


class ActReceipt(Base):
    """The answer to an act that a client named itself: the same name again gives the same answer."""

    __tablename__ = "act_receipts"

    client_id: Mapped[str] = mapped_column(char(36), primary_key=True)
    act: Mapped[str] = mapped_column(char(60))
    actor: Mapped[str] = mapped_column(char(80))
    answer: Mapped[dict] = mapped_column(JsonValue)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Counter(Base):
    """Gapless numbers per name, taken inside the transaction that uses them."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(char(60), primary_key=True)
    value: Mapped[int]


class FileImport(Base):
    """An uploaded table: previewed, then taken whole or not at all. `rows_sealed` holds parsed rows until then."""

    __tablename__ = "file_imports"
    __table_args__ = (
        CheckConstraint(
            "state in ('reading', 'previewed', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
    )

    id: Mapped[int] = new_id_column()
    kind: Mapped[str] = mapped_column(char(20))
    state: Mapped[str] = mapped_column(char(10))
    file_name: Mapped[str] = mapped_column(char(200))
    file_digest: Mapped[str] = mapped_column(char(64), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    row_count: Mapped[int] = mapped_column(default=0)
    done_count: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict] = mapped_column(JsonValue, default=dict)
    rows_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
