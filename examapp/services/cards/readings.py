"""What the cards of a quiz say: the machine's marks, what people ruled over them, what is still to be looked at."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from examapp.domain.answer_cards.layout import CardItem, Row
from examapp.domain.answer_cards.readings import RowReading, read_row, response_of
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.answer_cards import AnswerCard, CardPage, CardRuling
from examapp.models.attempts import Attempt
from examapp.services.cards.card_forms import attempts_of, card_items, cards_of, get_card, pages_of, slots_of
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.participants import attempt_of


@dataclass(frozen=True)
class ReadRow:
    """A row of a page: on which picture it stands, which row, what was read of it or ruled over it."""

    page: CardPage
    row: Row
    reading: RowReading
    item: CardItem


@dataclass
class CardStanding:
    """How far the card of one person is read.

    `missing`: page numbers without a picture; `doubled`: those with several that count; `doubts`: rows to be ruled.
    `rows`: every row that was read; `responses`: by slot from 1, as they stand now.
    """

    card: AnswerCard
    attempt: Attempt
    page_count: int
    pages: list[CardPage] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    doubts: list[ReadRow] = field(default_factory=list)
    rows: list[ReadRow] = field(default_factory=list)
    responses: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it can be shown to the person and settled."""
        return not (self.missing or self.doubled or self.doubts)


def list_standings(quiz_id: int) -> list[CardStanding]:
    """The card of everybody who has one, by the number of the person."""
    attempts, cards = attempts_of(quiz_id), cards_of(quiz_id)
    pages = _pages_of([card.id for card in cards.values()])
    rulings = _rulings_of([page.id for kept in pages.values() for page in kept])
    ordered = sorted(cards.values(), key=lambda card: card.participant.number)
    return [
        _standing(card, attempts[card.participant_id], pages.get(card.id, []), rulings) for card in ordered
    ]


def standing_of(card: AnswerCard) -> CardStanding:
    """The same of one card."""
    pages = _pages_of([card.id]).get(card.id, [])
    return _standing(card, attempt_of(card.participant_id), pages, _rulings_of([page.id for page in pages]))


Rulings = dict[tuple[int, int, str], tuple[str, ...]]


def _standing(card: AnswerCard, attempt: Attempt, kept: list[CardPage], rulings: Rulings) -> CardStanding:
    items = card_items(slots_of(attempt))
    layout = pages_of(card, items)
    standing = CardStanding(card, attempt, len(layout), kept)
    rows: dict[int, dict[str, Sequence[str]]] = {}
    for page in layout:
        pictures = [picture for picture in kept if picture.page == page.number and not picture.set_aside]
        if len(pictures) != 1:
            (standing.doubled if pictures else standing.missing).append(page.number)
            continue
        for row, inks in zip(page.rows, pictures[0].inks, strict=True):
            several = items[row.slot].kind == "multiple"
            reading = read_row(row, *inks, several=several)
            ruled = rulings.get((pictures[0].id, row.slot, row.part))
            if ruled is not None:
                reading = RowReading(row.slot, row.part, ruled)
            standing.rows.append(ReadRow(pictures[0], row, reading, items[row.slot]))
            if reading.doubt:
                standing.doubts.append(standing.rows[-1])
            rows.setdefault(row.slot, {})[row.part] = reading.values
    for slot, item in enumerate(items):
        if response := response_of(item, rows.get(slot, {})):
            standing.responses[slot + 1] = response
    return standing


def _pages_of(card_ids: Sequence[int]) -> dict[int, list[CardPage]]:
    query = select(CardPage).where(CardPage.answer_card_id.in_(card_ids)).order_by(CardPage.id)
    pages: dict[int, list[CardPage]] = {}
    for page in db.session.scalars(query):
        pages.setdefault(page.answer_card_id, []).append(page)
    return pages


def _rulings_of(page_ids: Sequence[int]) -> Rulings:
    query = select(CardRuling).where(CardRuling.card_page_id.in_(page_ids)).order_by(CardRuling.id)
    return {
        (ruling.card_page_id, ruling.slot, ruling.part): tuple(ruling.values)
        for ruling in db.session.scalars(query)
    }


def get_page(actor: Actor, page_id: int) -> CardPage:
    """A picture of a card in scope. Raises not_found."""
    page = db.session.get(CardPage, page_id)
    if page is None:
        raise DomainError("not_found")
    get_card(actor, page.answer_card_id)
    return page


def picture_of(page: CardPage, ports: Ports) -> bytes:
    """The page laid flat, JPEG. Raises not_found once its retention is over."""
    if page.flat_sealed is None:
        raise DomainError("not_found")
    return base64.b64decode(open_field(page, "flat_sealed", ports.sealer))


def row_of(page: CardPage, slot: int, part: str) -> tuple[Row, CardItem]:
    """A printed row of a page. Raises not_found."""
    items = card_items(slots_of(attempt_of(page.answer_card.participant_id)))
    rows = pages_of(page.answer_card, items)[page.page - 1].rows
    row = next((row for row in rows if (row.slot, row.part) == (slot, part)), None)
    if row is None:
        raise DomainError("not_found")
    return row, items[slot]


def rule_row(
    page_id: int, slot: int, part: str, values: Sequence[str], *, actor: Actor, now: datetime
) -> None:
    """What a person sees in a row; the machine's own reading stays beside it, and the newest ruling counts.

    `values` empty = nothing was marked. Raises not_found, card_settled, ruling_impossible.
    """
    page = get_page(actor, page_id)
    row, item = row_of(page, slot, part)
    known = [box.value for box in row.boxes]
    chosen = [value for value in known if value in values]
    if len(chosen) != len(set(values)) or (len(chosen) > 1 and item.kind != "multiple"):
        raise DomainError("ruling_impossible")
    with transaction() as session:
        _refuse_settled(page.answer_card_id)
        session.add(
            CardRuling(
                card_page_id=page_id,
                slot=slot,
                part=part,
                values=chosen,
                ruled_at=now,
                ruled_by=actor.label[:60],
            )
        )
        facts = {"page": page_id, "slot": slot + 1, "part": part, "values": chosen}
        subject = f"participant:{page.answer_card.participant_id}"
        record_act("card.row_ruled", subject, actor=actor, now=now, data=facts)


def choose_picture(page_id: int, *, actor: Actor, now: datetime) -> None:
    """Of several pictures of one page this one counts; the others are kept and set aside. Twice is once.

    Raises not_found, card_settled.
    """
    page = get_page(actor, page_id)
    with transaction() as session:
        _refuse_settled(page.answer_card_id)
        query = select(CardPage).where(
            CardPage.answer_card_id == page.answer_card_id, CardPage.page == page.page
        )
        for other in session.scalars(query):
            other.set_aside = other.id != page_id
        facts = {"page": page.page, "picture": page_id}
        subject = f"participant:{page.answer_card.participant_id}"
        record_act("card.picture_chosen", subject, actor=actor, now=now, data=facts)


def _refuse_settled(card_id: int) -> None:
    card = db.session.get(AnswerCard, card_id, with_for_update=True, populate_existing=True)
    if card.settled_at is not None:
        raise DomainError("card_settled")
