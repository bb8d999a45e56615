"""The card of each person of a quiz on paper, and what is printed for them: questions and card apart."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from examapp.adapters.answer_cards.printing import Card, QuestionPaper, papers_sheet
from examapp.adapters.answer_cards.reader import Form
from examapp.adapters.documents.printing import Sheet
from examapp.domain.answer_cards.layout import PRINTS, CardItem, CardPage, lay_out
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.answer_cards import AnswerCard
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.stored_files import read_bytes
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import ItemKey, get_items
from examapp.services.items.item_pictures import get_picture
from examapp.services.quizzes.quiz_facts import enterprise_name
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state
from question_bank.model import Item

# Crockford's base 32: no letter that is mistaken for a digit.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TAKES_PART = frozenset({"expected", "waiting", "confirmed", "answering", "done"})


def require_paper(quiz: SpotQuiz) -> SpotQuiz:
    """Raises state_conflict for a quiz that is answered on screens."""
    if quiz.medium != "paper":
        raise DomainError("state_conflict", state=quiz.state, quiz=quiz.inspection.enterprise.name)
    return quiz


def issue_cards(quiz_id: int, size: str, *, actor: Actor, now: datetime) -> list[AnswerCard]:
    """A card for everybody who takes part, by number; who has one keeps it, with the size it was printed in.

    Raises print_size_unknown, state_conflict.
    """
    if size not in PRINTS:
        raise DomainError("print_size_unknown")
    require_paper(get_spot_quiz(actor, quiz_id))
    with transaction() as session:
        require_state(locked_quiz(quiz_id), "open")
        cards = cards_of(quiz_id)
        people = [person for person in list_participants(quiz_id) if person.state in TAKES_PART]
        new = [person for person in people if person.id not in cards]
        for person in new:
            card = AnswerCard(participant_id=person.id, code=_fresh_code(), size=size, printed_at=now)
            session.add(card)
            cards[person.id] = card
        session.flush()
        if new:
            facts = {"people": [person.id for person in new], "size": size}
            record_act("cards.issued", f"quiz:{quiz_id}", actor=actor, now=now, data=facts)
        return [cards[person.id] for person in people]


def cards_of(quiz_id: int) -> dict[int, AnswerCard]:
    """Cards of a quiz by participant."""
    query = (
        select(AnswerCard)
        .join(AnswerCard.participant)
        .where(Participant.spot_quiz_id == quiz_id)
        .options(contains_eager(AnswerCard.participant))
    )
    return {card.participant_id: card for card in db.session.scalars(query)}


def get_card(actor: Actor, card_id: int) -> AnswerCard:
    """A card of a quiz in scope. Raises not_found."""
    card = db.session.get(AnswerCard, card_id)
    if card is None:
        raise DomainError("not_found")
    get_spot_quiz(actor, card.participant.spot_quiz_id)
    return card


def _fresh_code() -> str:
    while True:
        code = "".join(secrets.choice(_SIGNS) for _ in range(12))
        if db.session.scalar(select(AnswerCard.id).where(AnswerCard.code == code)) is None:
            return code


def slots_of(attempt: Attempt) -> list[tuple[dict, Item]]:
    """Slots of a paper with their items, in order."""
    slots = json.loads(attempt.paper)["slots"]
    items: Mapping[ItemKey, Item] = get_items((slot["item"], slot["revision"]) for slot in slots)
    return [(slot, items[slot["item"], slot["revision"]]) for slot in slots]


def card_items(slots: list[tuple[dict, Item]]) -> tuple[CardItem, ...]:
    """What a card must know of these slots."""
    return tuple(
        CardItem(item.type.value, tuple(slot["choices"]), tuple(left.id for left in item.lefts))
        for slot, item in slots
    )


def attempts_of(quiz_id: int) -> dict[int, Attempt]:
    """Attempts of a quiz by participant."""
    query = select(Attempt).join(Attempt.participant).where(Participant.spot_quiz_id == quiz_id)
    return {attempt.participant_id: attempt for attempt in db.session.scalars(query)}


def forms_of(quiz_id: int) -> dict[str, Form]:
    """How every card of a quiz is laid out, by its code."""
    attempts = attempts_of(quiz_id)
    return {
        card.code: Form(card_items(slots_of(attempts[card.participant_id])), card.size)
        for card in cards_of(quiz_id).values()
    }


def pages_of(card: AnswerCard, items: tuple[CardItem, ...]) -> tuple[CardPage, ...]:
    """The pages of a card that holds these items."""
    return lay_out(items, PRINTS[card.size])


def layout_papers(quiz: SpotQuiz, cards: list[AnswerCard], ports: Ports) -> Sheet:
    """What is printed: for each card the questions of its paper and the card itself, on sheets of their own."""
    attempts = attempts_of(quiz.id)
    firm = enterprise_name(quiz)
    printed = []
    for card in cards:
        person, attempt = card.participant, attempts[card.participant_id]
        tail = open_field(person, "id_tail_sealed", ports.sealer) if person.id_tail_sealed else ""
        head = (
            f"姓名：{person.name}" + (f"　　证件尾号：{tail}" if tail else ""),
            f"单位：{firm}",
            f"检查编号：{quiz.inspection.number}　　第 {person.number} 号",
        )
        slots = slots_of(attempt)
        pictures = {
            item.picture.digest: _picture(item.picture.digest, ports) for _, item in slots if item.picture
        }
        minutes = (attempt.allowed_seconds + attempt.extra_seconds) // 60
        paper = QuestionPaper(head, minutes, [_question(slot, item) for slot, item in slots], pictures)
        printed.append((paper, Card(card.code, "逢查必考　答题卡", head, card_items(slots), card.size)))
    return papers_sheet(printed)


def _question(slot: dict, item: Item) -> dict:
    texts = {choice.id: choice.text for choice in item.choices}
    return {
        "kind": item.type.value,
        "stem": item.stem,
        "points": slot["points"],
        "case": item.case.text if item.case else "",
        "choices": [texts[choice] for choice in slot["choices"]] if item.type.value != "judgement" else [],
        "lefts": [[left.id, left.text] for left in item.lefts],
        "unit": item.unit or "",
        "picture": item.picture.digest if item.picture else "",
    }


def _picture(digest: str, ports: Ports) -> tuple[str, bytes]:
    picture = get_picture(digest)
    return picture.media_type, read_bytes(picture.content, digest, files=ports.files)
