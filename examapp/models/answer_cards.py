"""Quizzes that are answered on paper: the sitting, the card of each person, pictures of cards and what people ruled."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.inspections import Participant


class PaperSitting(Base):
    """When the papers of a quiz were handed out and collected; who did it."""

    __tablename__ = "paper_sittings"

    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_by: Mapped[str] = mapped_column(char(60))
    collected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    collected_by: Mapped[str] = mapped_column(char(60), default="")


class AnswerCard(Base):
    """The card of one person: its code is what the printed pages bear, and nothing about the person.

    settled_how: `signed` by the person who saw the reading (strokes sealed), or `absent`: the inspector took the
    reading as it is because the person had gone, with the reason; None until then.
    """

    __tablename__ = "answer_cards"
    __table_args__ = (
        CheckConstraint("settled_how is null or settled_how in ('signed', 'absent')", name="settled_how"),
        CheckConstraint("(settled_how is null) = (settled_at is null)", name="settled"),
        CheckConstraint("size in ('normal', 'large')", name="size"),
    )

    id: Mapped[int] = new_id_column()
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), unique=True)
    code: Mapped[str] = mapped_column(char(12), unique=True)
    size: Mapped[str] = mapped_column(char(10), default="normal")
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_how: Mapped[str | None] = mapped_column(char(10))
    settled_by: Mapped[str] = mapped_column(char(60), default="")
    reason: Mapped[str] = mapped_column(char(200), default="")
    strokes_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    participant: Mapped[Participant] = relationship()


class CardUpload(Base):
    """A photo or a file of a scanner as it came in; sealed until it is read, then only what it came to is kept.

    state: waiting -> read. `report`: [{"form"?, "page"?, "refused"?}] a picture, in their order.
    """

    __tablename__ = "card_uploads"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'read')", name="state"),
        UniqueConstraint("spot_quiz_id", "digest"),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    state: Mapped[str] = mapped_column(char(10))
    file_name: Mapped[str] = mapped_column(char(200))
    digest: Mapped[str] = mapped_column(char(64))
    file_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    report: Mapped[list] = mapped_column(JsonValue, default=list)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str] = mapped_column(char(60))


class CardPage(Base):
    """One page of a card as a picture showed it: what the machine measured, never changed.

    `inks` as in adapters.answer_cards.reader.PageReading; `set_aside`: another picture of the same page counts.
    `flat_sealed`: the page laid flat, JPEG in base 64, kept as long as the record.
    """

    __tablename__ = "card_pages"

    id: Mapped[int] = new_id_column()
    answer_card_id: Mapped[int] = mapped_column(ForeignKey("answer_cards.id"), index=True)
    card_upload_id: Mapped[int] = mapped_column(ForeignKey("card_uploads.id"))
    page: Mapped[int] = mapped_column(SmallInteger)
    inks: Mapped[list] = mapped_column(JsonValue)
    flat_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    flat_digest: Mapped[str] = mapped_column(char(64))
    set_aside: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)

    answer_card: Mapped[AnswerCard] = relationship()


class CardRuling(Base):
    """What a person said that a row of a page shows, where the machine asked or was wrong; the newest counts."""

    __tablename__ = "card_rulings"

    id: Mapped[int] = new_id_column()
    card_page_id: Mapped[int] = mapped_column(ForeignKey("card_pages.id"), index=True)
    slot: Mapped[int] = mapped_column(SmallInteger)
    part: Mapped[str] = mapped_column(char(10))
    values: Mapped[list] = mapped_column("row_values", JsonValue)
    ruled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ruled_by: Mapped[str] = mapped_column(char(60))
