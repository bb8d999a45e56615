"""Answer cards as sheets for the printer: every length comes from the layout that the reader uses, too."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from PIL import Image

from examapp.adapters.answer_cards.codes import page_code
from examapp.adapters.answer_cards.tags import tag_id, tag_svg
from examapp.adapters.documents.printing import Sheet
from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.answer_cards.layout import (
    CORNERS,
    PRINTS,
    QR_PLACES,
    QR_SIDE,
    TAG_PLACES,
    TAG_SIDE,
    CardItem,
    CardPage,
    lay_out,
    letter_of,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: `form` as in page_code, `head` lines about the person for people's eyes, `size` a key of PRINTS."""

    form: str
    title: str
    head: tuple[str, ...]
    items: tuple[CardItem, ...]
    size: str = "normal"


@dataclass(frozen=True, slots=True)
class QuestionPaper:
    """The questions of one person: `head` as on the card, minutes, and per question what people read, no key.

    A question: kind, stem, points, case, choices (texts in the order of their letters), lefts ([id, text]), unit,
    picture (digest or ""); `pictures`: digest -> media type and bytes.
    """

    head: tuple[str, ...]
    minutes: int
    questions: list[dict]
    pictures: Mapping[str, tuple[str, bytes]]


# What is printed before each stem.
KINDS = {
    "single": "单选",
    "multiple": "多选",
    "judgement": "判断，对的选 √，错的选 ×",
    "ordering": "排序，从第 1 步起选",
    "matching": "配对，给每一项选一个",
    "numeric": "填数，在每一位选一个数字，没有的位空着",
}


def papers_sheet(sets: Sequence[tuple[QuestionPaper, Card]]) -> Sheet:
    """For each person the questions, then the card, each beginning on a sheet of its own."""
    return Sheet(
        "answer_card.typ", {"sets": [{**_questions(paper, card), **_card(card)} for paper, card in sets]}
    )


def _questions(paper: QuestionPaper, card: Card) -> dict:
    questions, case = [], ""
    for question in paper.questions:
        # Items of one case stand one after the other; the story is printed before the first.
        story = question["case"] if question["case"] != case else ""
        case = question["case"]
        picture = paper.pictures.get(question["picture"])
        choices = [[letter_of(place), text] for place, text in enumerate(question["choices"])]
        drawn = {"case": story, "choices": choices, "svg": _svg_of(*picture) if picture else ""}
        questions.append({**question, **drawn, "kind": KINDS[question["kind"]]})
    return {
        "paper_title": card.title.replace("答题卡", "题卷"),
        "paper_head": list(paper.head),
        "minutes": paper.minutes,
        "large": card.size == "large",
        "questions": questions,
    }


def _svg_of(media_type: str, content: bytes) -> str:
    """Any picture as SVG text; pixels are wrapped."""
    if media_type == "image/svg+xml":
        return content.decode("utf-8")
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:{media_type};base64,{data}"/></svg>'
    )


def cards_sheet(cards: Sequence[Card]) -> Sheet:
    """The cards alone."""
    return Sheet("answer_card.typ", {"sets": [{"questions": [], **_card(card)} for card in cards]})


def _card(card: Card) -> dict:
    pages = lay_out(card.items, PRINTS[card.size])
    return {"cards": [_page(card, page, len(pages)) for page in pages]}


def _page(card: Card, page: CardPage, page_count: int) -> dict:
    tags = [tag_svg(tag_id(page.number, corner)) for corner in range(CORNERS)]
    return {
        "title": card.title,
        "head": list(card.head),
        "page": f"第 {page.number} 页，共 {page_count} 页",
        "side": PRINTS[card.size].side,
        "tag_side": TAG_SIDE,
        "qr_side": QR_SIDE,
        "tags": [{"x": x, "y": y, "svg": tag} for (x, y), tag in zip(TAG_PLACES, tags, strict=True)],
        "codes": [
            {"x": x, "y": y, "svg": qr_svg(page_code(card.form, page.number), error="q", border=0)}
            for x, y in QR_PLACES
        ],
        "rows": [
            {
                "label": row.label,
                "boxes": [asdict(box) for box in row.boxes],
                "changes": [asdict(box) for box in row.changes],
            }
            for row in page.rows
        ],
    }
