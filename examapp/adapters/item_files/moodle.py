"""Moodle XML: multichoice, truefalse, shortanswer, numerical, ordering, matching; categories, tags, embedded pictures."""

import re
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.answers import read_judgement
from examapp.adapters.item_files.drafts import Draft, Place, Problem, ReadResult
from examapp.adapters.item_files.gift import split_matching
from examapp.adapters.item_files.images import attach_picture, from_base64
from examapp.adapters.item_files.markup import to_plain
from examapp.adapters.item_files.safe_xml import child_of, name_of, parse_xml, text_of
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.texts import clean, words_of

TAGS = {
    "难度": "difficulty",
    "适用人员": "roles",
    "适用行业": "industries",
    "适用岗位": "posts",
    "依据": "citations",
}
_TEXTS = (
    "description",
    "cloze",
    "essay",
    "ddwtos",
    "gapselect",
    "ddimageortext",
    "calculated",
    "calculatedmulti",
    "calculatedsimple",
)


def read_moodle(name: str, content: bytes) -> ReadResult:
    """Drafts of a <quiz>. Raises FileRefusedError."""
    result, topic = ReadResult("moodle"), ""
    for number, question in enumerate(parse_xml(content), 1):
        if name_of(question) != "question":
            continue
        kind = question.get("type", "")
        place = Place(name, number=number)
        if kind == "category":
            topic = _category(question)
        elif kind == "matching":
            result.drafts += _read_matching(place, question, topic)
        elif kind in _READERS:
            result.drafts.append(_read_one(place, question, kind, topic))
        else:
            result.problems.append(Problem(place, "type_unsupported", kind or "?"))
    return result


def _category(question: Element) -> str:
    path = clean(text_of(child_of(question, "category")))
    return re.split(r"(?<!/)/(?!/)", path)[-1].replace("//", "/").removeprefix("$course$").strip()


def _read_one(place: Place, question: Element, kind: str, topic: str) -> Draft:
    draft = Draft(place, topic=topic)
    stem = child_of(question, "questiontext")
    draft.stem = _text(draft, stem)
    draft.rationale = _text(draft, child_of(question, "generalfeedback"))
    draft.item_id = clean(text_of(child_of(question, "idnumber")))
    if stem is not None:
        _take_picture(draft, stem)
    _take_tags(draft, question)
    return settle(draft, _READERS[kind](draft, question))


def _text(draft: Draft, element: Element | None) -> str:
    """A text element by its format: html is made plain, other text stays as it is."""
    if element is None:
        return ""
    inner = child_of(element, "text")
    raw = text_of(inner if inner is not None else element)
    if element.get("format") in ("plain_text", "markdown"):
        return clean(raw)
    text, active = to_plain(raw)
    if active:
        draft.note("active_defused")
    return text


def _take_picture(draft: Draft, stem: Element) -> None:
    alts = re.findall(r'<img[^>]*\balt="([^"]*)"', text_of(child_of(stem, "text")))
    inline = re.findall(r'src="data:image/[\w.+-]+;base64,([^"]+)"', text_of(child_of(stem, "text")))
    files = [text_of(one) for one in stem if name_of(one) == "file"]
    for place, data in enumerate(files + inline):
        attach_picture(draft, from_base64(data), to_plain(alts[place])[0] if place < len(alts) else "")


def _take_tags(draft: Draft, question: Element) -> None:
    tags = child_of(question, "tags")
    for tag in tags if tags is not None else ():
        label, _, value = clean(text_of(tag)).partition("：")
        field = TAGS.get(label)
        if field == "difficulty":
            draft.difficulty = value
        elif field == "citations":
            draft.citations += (value,)
        elif field:
            setattr(draft, field, words_of(value))


def _answers(question: Element) -> list[tuple[Element, float]]:
    return [(one, _number(one.get("fraction", "0"))) for one in question if name_of(one) == "answer"]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _choosing(draft: Draft, question: Element) -> Written:
    found = _answers(question)
    draft.shuffle = text_of(child_of(question, "shuffleanswers")).strip().lower() not in ("0", "false")
    single = text_of(child_of(question, "single")).strip().lower() not in ("false", "0")
    right = [chr(65 + at) for at, (_, share) in enumerate(found[:26]) if share > 0]
    if single and len(right) > 1:
        # Moodle lets one choice be half right; the fully right one is the key.
        full = [chr(65 + at) for at, (_, share) in enumerate(found[:26]) if share >= 99]
        right = full if len(full) == 1 else right
    choices = tuple(_text(draft, one) for one, _ in found)
    shares = [share for _, share in found]
    if not single and len(right) > 1 and 0 in shares and min(shares) == 0:
        draft.policy = "partial"
    return Written("单选" if single else "多选", choices, "".join(right))


def _judging(draft: Draft, question: Element) -> Written:
    right = next((_text(draft, one) for one, share in _answers(question) if share > 0), "")
    return Written("判断", (), right if read_judgement(right) else "")


def _written(draft: Draft, question: Element) -> Written:
    texts = [_text(draft, one).replace("\n", " ") for one, share in _answers(question) if share > 0]
    return Written("填空", (), "\n".join(texts))


def _numeric(draft: Draft, question: Element) -> Written:
    found = next((one for one, share in _answers(question) if share > 0), None)
    if found is None:
        return Written("数值")
    draft.tolerance = text_of(child_of(found, "tolerance")).strip()
    units = child_of(question, "units")
    draft.unit = (
        clean(text_of(next((one for one in units.iter() if name_of(one) == "unit_name"), None)))
        if units is not None
        else ""
    )
    return Written("数值", (), _text(draft, found))


def _ordering(draft: Draft, question: Element) -> Written:
    choices = tuple(_text(draft, one) for one, _ in _answers(question))
    order = sorted(
        range(len(choices[:26])), key=lambda at: _number(_answers(question)[at][0].get("fraction", "0"))
    )
    return Written("排序", choices, "".join(chr(65 + at) for at in order))


def _read_matching(place: Place, question: Element, topic: str) -> list[Draft]:
    probe = Draft(place)
    stem = _text(probe, child_of(question, "questiontext"))
    pairs = [
        (_text(probe, one), clean(text_of(child_of(one, "answer"))))
        for one in question if name_of(one) == "subquestion"
    ]  # fmt: skip
    more = tuple(right for left, right in pairs if not left)
    return split_matching(place, stem, [(left, right) for left, right in pairs if left], topic, more)


_READERS = {
    "multichoice": _choosing,
    "truefalse": _judging,
    "shortanswer": _written,
    "numerical": _numeric,
    "ordering": _ordering,
}
