"""Drafts as Moodle XML."""

import base64
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.images import suffix_of
from examapp.adapters.item_files.markup import to_markup
from examapp.adapters.item_files.moodle import TAGS
from examapp.adapters.item_files.shares import starred


def write_moodle(drafts: Sequence[Draft]) -> bytes:
    """A <quiz>; pictures are embedded, other facts stand as tags."""
    quiz, topic = Element("quiz"), ""
    for number, draft in enumerate(drafts, 1):
        if draft.topic != topic:
            topic = draft.topic
            category = SubElement(SubElement(quiz, "question", type="category"), "category")
            SubElement(category, "text").text = "$course$/" + topic.replace("/", "//")
        _write_one(quiz, number, draft)
    return tostring(quiz, encoding="utf-8", xml_declaration=True)


def _write_one(quiz: Element, number: int, draft: Draft) -> None:
    question = SubElement(quiz, "question", type=_KINDS[draft.type][0])
    SubElement(SubElement(question, "name"), "text").text = f"{number}"
    stem = _html(question, "questiontext", draft.stem)
    if draft.picture is not None:
        name = "picture" + suffix_of(draft.picture)
        alt = to_markup(draft.picture.alt).replace('"', "&quot;")
        stem[0].text = (stem[0].text or "") + f'<p><img src="@@PLUGINFILE@@/{name}" alt="{alt}"/></p>'
        SubElement(stem, "file", name=name, path="/", encoding="base64").text = base64.b64encode(
            draft.picture.content
        ).decode()
    _html(question, "generalfeedback", draft.rationale)
    SubElement(question, "defaultgrade").text = "1"
    if draft.item_id:
        SubElement(question, "idnumber").text = draft.item_id
    _KINDS[draft.type][1](question, draft)
    _write_tags(question, draft)


def _html(parent: Element, name: str, text: str, **facts: str) -> Element:
    made = SubElement(parent, name, format="html", **facts)
    SubElement(made, "text").text = to_markup(text)
    return made


def _plain(parent: Element, share: str, text: str) -> Element:
    made = SubElement(parent, "answer", fraction=share, format="plain_text")
    SubElement(made, "text").text = text
    return made


def _choosing(question: Element, draft: Draft) -> None:
    SubElement(question, "single").text = "true" if draft.type == "single" else "false"
    SubElement(question, "shuffleanswers").text = "true" if draft.shuffle else "false"
    SubElement(question, "answernumbering").text = "ABCD"
    share = f"{100 / len(draft.answer):.5f}"
    wrong = "0" if draft.type == "single" or draft.policy == "partial" else "-100"
    for one in draft.choices:
        _html(question, "answer", one.text, fraction=share if one.id in draft.answer else wrong)


def _judging(question: Element, draft: Draft) -> None:
    for word in ("true", "false"):
        _plain(question, "100" if draft.answer == (word,) else "0", word)


def _ordering(question: Element, draft: Draft) -> None:
    texts = {one.id: one.text for one in draft.choices}
    for place, letter in enumerate(draft.answer, 1):
        _html(question, "answer", texts[letter], fraction=str(place))


def _words(question: Element, draft: Draft) -> None:
    for text in draft.answer:
        _plain(question, "100", starred(text))
    _write_unit(question, draft)


def _number(question: Element, draft: Draft) -> None:
    made = _plain(question, "100", draft.answer[0])
    SubElement(made, "tolerance").text = draft.tolerance or "0"
    _write_unit(question, draft)


def _write_unit(question: Element, draft: Draft) -> None:
    if draft.unit:
        unit = SubElement(SubElement(question, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = draft.unit


# Moodle's name of each type, and how its answers are written.
_KINDS: dict[str, tuple[str, Callable[[Element, Draft], None]]] = {
    "single": ("multichoice", _choosing),
    "multiple": ("multichoice", _choosing),
    "judgement": ("truefalse", _judging),
    "ordering": ("ordering", _ordering),
    "numeric": ("numerical", _number),
    "blank": ("shortanswer", _words),
}
MOODLE_TYPES = tuple(_KINDS)


def _write_tags(question: Element, draft: Draft) -> None:
    lines = [
        f"{label}：{one}" for label, field in TAGS.items() if field == "citations" for one in draft.citations
    ]
    for label, field in TAGS.items():
        value = getattr(draft, field)
        if value and field != "citations":
            lines.append(f"{label}：{value if isinstance(value, str) else '、'.join(value)}")
    if lines:
        tags = SubElement(question, "tags")
        for line in lines:
            SubElement(SubElement(tags, "tag"), "text").text = line
