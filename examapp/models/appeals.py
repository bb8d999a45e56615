"""Appeals against items, what was decided, and notices to people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.attempts import Attempt
from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class Dispute(Base):
    """All appeals against one revision of an item, decided together.

    state: open -> proposed (a reviewer wants a regrade) -> ruled (another person approved); or open -> ruled when kept.
    `open_key` is "item@revision" until it is ruled, so that there is one open dispute of an item at a time.
    `strict`, of a void: the slot counts for nobody, also where that costs somebody the pass.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        CheckConstraint("state in ('open', 'proposed', 'ruled')", name="state"),
        CheckConstraint(
            "effect is null or effect in ('keep', 'change_key', 'void', 'all_correct')", name="effect"
        ),
    )

    id: Mapped[int] = new_id_column()
    item_id: Mapped[str] = mapped_column(char(80), index=True)
    item_revision: Mapped[int]
    open_key: Mapped[str | None] = mapped_column(char(100), unique=True)
    state: Mapped[str] = mapped_column(char(10), default="open")
    effect: Mapped[str | None] = mapped_column(char(12))
    key: Mapped[list] = mapped_column(JsonValue, default=list)
    strict: Mapped[bool] = mapped_column(default=False, server_default=false())
    answer: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ruled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_results: Mapped[int] = mapped_column(default=0)

    appeals: Mapped[list["Appeal"]] = relationship(order_by="Appeal.id", back_populates="dispute")


class Appeal(Base):
    """One person's words about one slot of a paper of theirs; the same slot twice is one appeal."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    id: Mapped[int] = new_id_column()
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"))
    slot: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    dispute: Mapped[Dispute] = relationship(back_populates="appeals")
    attempt: Mapped[Attempt] = relationship()


class ItemRuling(Base):
    """What counts for one revision of an item from now on; a later ruling of the same revision replaces it."""

    __tablename__ = "item_rulings"

    item_id: Mapped[str] = mapped_column(char(80), primary_key=True)
    item_revision: Mapped[int] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(char(12))
    key: Mapped[list] = mapped_column(JsonValue, default=list)
    strict: Mapped[bool] = mapped_column(default=False, server_default=false())
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))


class RegradeRun(Base):
    """One reading of all papers for a dispute: a trial of a ruling, which changes nothing, or the regrade itself.

    state: asked -> done, or asked -> failed. `open_key` names what is under way, so that asking twice is one job.
    `changes` holds the first results that would change, as attempt id, old and new; `ruling_count` how many rulings
    counted when it began: when others came since, the trial is old. `run_id` names a job that may be forgotten sooner.
    """

    __tablename__ = "regrade_runs"
    __table_args__ = (
        CheckConstraint("state in ('asked', 'done', 'failed')", name="state"),
        CheckConstraint("kind in ('trial', 'approval')", name="kind"),
        CheckConstraint("(state = 'asked') = (open_key is not null)", name="open"),
    )

    id: Mapped[int] = new_id_column()
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    kind: Mapped[str] = mapped_column(char(10))
    ruling: Mapped[dict] = mapped_column(JsonValue)
    ruling_digest: Mapped[str] = mapped_column(char(64))
    state: Mapped[str] = mapped_column(char(10), default="asked")
    open_key: Mapped[str | None] = mapped_column(char(100), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run_id: Mapped[int | None]
    ruling_count: Mapped[int] = mapped_column(default=0)
    seen_count: Mapped[int] = mapped_column(default=0)
    changed_count: Mapped[int] = mapped_column(default=0)
    flip_count: Mapped[int] = mapped_column(default=0)
    changes: Mapped[list] = mapped_column(JsonValue, default=list)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(char(40), default="")
    failure_data: Mapped[dict] = mapped_column(JsonValue, default=dict)


class Notice(Base):
    """Something a person is told on their own page; `subject` makes telling the same thing twice telling it once."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("candidate_id", "subject"),)

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    subject: Mapped[str] = mapped_column(char(80))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
