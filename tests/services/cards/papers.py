"""Steps of a quiz on paper that several tests begin with."""

import uuid
from datetime import timedelta

from examapp.domain.answer_cards.layout import PRINTS
from examapp.services.cards import card_forms, settlements, sittings, uploads
from examapp.services.quizzes import spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from tests.answer_cards.hands import (
    Card,
    as_jpeg,
    print_pages,
    rows_of_response,
    write_on,
)
from tests.stories import QUOTAS, STROKES, approve, draw_as_shown, right_answers


def open_on_paper(world: dict, ports, quotas: dict | None = None):
    """A drawn quiz that is answered on paper."""
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )
    approve(quiz_id, actor, now)
    return draw_as_shown(
        quiz_id,
        quotas=quotas or QUOTAS,
        nonce="7",
        excluded={},
        second_inspector_id=world["colleague_id"],
        medium="paper",
        actor=actor,
        now=now,
        ports=ports,
    )


def hand_out_and_collect(world: dict, ports, quiz, *, minutes: int = 4, size: str = "normal") -> list:
    """Cards are printed, everybody got a paper, all are back; gives the cards."""
    actor = world["actors"]["inspector"]
    cards = card_forms.issue_cards(quiz.id, size, actor=actor, now=ports.clock.now())
    present = [card.participant_id for card in cards]
    sittings.hand_out(quiz.id, present, actor=actor, now=ports.clock.now())
    ports.clock.moment += timedelta(minutes=minutes)
    sittings.collect(quiz.id, actor=actor, now=ports.clock.now())
    return cards


def items_of(participant_id: int) -> tuple:
    """What the card of this person asks."""
    return card_forms.card_items(card_forms.slots_of(attempt_of(participant_id)))


def photos_of(card, right: int, *, but: dict | None = None) -> list[bytes]:
    """Flawless pictures of a card with the first `right` items answered rightly; `but` fills further rows as given.

    What cameras make of it is tests/answer_cards: here nothing depends on chance.
    """
    attempt = attempt_of(card.participant_id)
    items = items_of(card.participant_id)
    rows: dict = {}
    for slot, response in enumerate(right_answers(attempt)[:right]):
        rows |= rows_of_response(items[slot], slot, tuple(response))
    side = PRINTS[card.size].side
    prints = print_pages(Card(card.code, "逢查必考　答题卡", ("姓名：某人",), items, card.size))
    pages = card_forms.pages_of(card, items)
    return [
        as_jpeg(write_on(page, print_, {**rows, **(but or {})}, side))
        for page, print_ in zip(pages, prints, strict=True)
    ]


def send(world: dict, ports, quiz, pictures: list[bytes]) -> list:
    """The inspector's tablet sends these; the job reads them at once."""
    actor = world["actors"]["inspector"]
    return [
        uploads.keep_upload(quiz.id, picture, "卡.jpg", actor=actor, now=ports.clock.now(), ports=ports)
        for picture in pictures
    ]


def settle(world: dict, ports, card, **how) -> None:
    """The person signs the reading, unless told otherwise."""
    settlements.settle_card(
        card.id,
        **{"strokes": STROKES, **how},
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
