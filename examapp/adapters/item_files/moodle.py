"""Moodle XML: multichoice, truefalse, shortanswer, numerical, ordering, matching;
categories, tags, embedded pictures.
"""

import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.answers import read_judgement
from examapp.adapters.item_files.choice_pictures import take_embedded_pictures
from examapp.adapters.item_files.drafts import Counts, Draft, Place, ReadResult, Unused
from examapp.adapters.item_files.gift import split_matching
from examapp.adapters.item_files.images import attach_picture, from_base64
from examapp.adapters.item_files.markup import to_plain
from examapp.adapters.item_files.safe_xml import child_of, name_of, parse_xml, text_of
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.shares import FULL, literal_wording, right_letters
from examapp.adapters.item_files.texts import clean, words_of

TAGS = {
    "难度": "difficulty",
    "适用人员": "roles",
    "适用行业": "industries",
    "适用岗位": "posts",
    "依据": "citations",
}
_STANDARD_FEEDBACK = frozenset({"回答正确", "部分正确", "回答错误", "您的回答正确", "您的回答部分正确", "您的回答不正确",
                                "Your answer is correct", "Your answer is partially correct",
                                "Your answer is incorrect"})  # fmt: skip
_SOUND = re.compile(
    r"@@PLUGINFILE@@/[^\s\"'<>]{1,200}\.(?:mp3|wav|ogg|oga|m4a|mp4|webm|flac)\b|<(?:audio|video)\b",
    re.IGNORECASE,
)

_INLINE = re.compile(r'src="data:image/[\w.+-]+;base64,([^"]+)"')
_NAMED = re.compile(r"<img[^<>]{0,400}\bsrc=[\"'](?!data:)(?:@@PLUGINFILE@@/)?([^\"'<>]{1,300})[\"']")


def read_moodle(name: str, content: bytes) -> ReadResult:
    """Drafts of a <quiz>; categories and descriptions are no questions and not counted. Raises FileRefusedError."""
    result, topic, asked = ReadResult("moodle"), "", 0
    for question in parse_xml(content):
        kind = question.get("type", "")
        if name_of(question) != "question":
            result.unused.append(Unused(Place(name), "unread", text_of(question).strip()[:200]))
            continue
        if kind == "category":
            topic = _category(question)
            continue
        if kind == "description":
            result.unused.append(Unused(Place(name), "description", _shown(question)))
            continue
        asked += 1
        place = Place(name, number=asked)
        if kind == "matching":
            result.drafts += _read_matching(place, question, topic)
        elif kind in _READERS:
            result.drafts.append(_read_one(place, question, kind, topic))
        else:
            result.unused.append(Unused(place, f"type:{kind[:30] or '?'}", _shown(question)))
    result.counts = Counts(asked, asked, len({draft.place for draft in result.drafts}))
    return result


def _shown(question: Element) -> str:
    return to_plain(text_of(child_of(question, "questiontext"))[:2_000])[0][:200]


def _category(question: Element) -> str:
    path = clean(text_of(child_of(question, "category")))
    return re.split(r"(?<!/)/(?!/)", path)[-1].replace("//", "/").removeprefix("$course$").strip()


def _read_one(place: Place, question: Element, kind: str, topic: str) -> Draft:
    draft = Draft(place, topic=topic)
    stem = child_of(question, "questiontext")
    draft.stem = _text(draft, stem)
    explained = child_of(question, "generalfeedback")
    draft.rationale = _text(draft, explained)
    if explained is not None and _pictures(explained):
        draft.leave_out("feedback_picture")
    draft.item_id = clean(text_of(child_of(question, "idnumber")))
    if stem is not None:
        _take_picture(draft, stem)
    _take_tags(draft, question)
    written = _READERS[kind](draft, question)
    _leave_out(draft, question, kind)
    if stem is not None and _sounds(stem):
        draft.note("sound", stops=True)
    return settle(draft, written)


def _sounds(stem: Element) -> bool:
    names = [one.get("name", "") for one in stem if name_of(one) == "file"]
    spoken = any(name.lower().endswith((".mp3", ".wav", ".ogg", ".m4a", ".mp4", ".webm")) for name in names)
    return spoken or bool(_SOUND.search(text_of(child_of(stem, "text"))))


def _leave_out(draft: Draft, question: Element, kind: str) -> None:
    """What Moodle says of a question and we cannot ask."""
    for one in question:
        tag, words = name_of(one), to_plain(text_of(one)[:500])[0]
        if tag == "hint" and words:
            draft.leave_out("hint", words)
        elif tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback") and words:
            # Moodle writes these three itself into every question; only an author's own words are worth naming.
            if words.rstrip("。.!！") not in _STANDARD_FEEDBACK:
                draft.leave_out("whole_feedback", words)
        elif tag == "penalty" and kind == "truefalse" and float_of(words) > 0 and float_of(words) != 1:
            draft.leave_out("penalty", words)
        elif tag == "usecase" and words == "1":
            draft.leave_out("case_counts")
    for answer, share in _answers(question):
        feedback = child_of(answer, "feedback")
        if feedback is not None and _pictures(feedback):
            draft.leave_out("feedback_picture")
        words = _text(draft, feedback) if feedback is not None else ""
        if words and share >= FULL:
            draft.explain(words)
        elif words:
            draft.leave_out("choice_feedback", words)


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
    for place, content in enumerate(_pictures(stem)):
        attach_picture(draft, content, to_plain(alts[place])[0] if place < len(alts) else "")


def _pictures(element: Element) -> list[bytes]:
    """The pictures of a text: its files, those that stand in it, and nothing for each that is only named."""
    text = text_of(child_of(element, "text"))
    files = {one.get("name", ""): from_base64(text_of(one)) for one in element if name_of(one) == "file"}
    inline = [from_base64(data) for data in _INLINE.findall(text)]
    named = [unquote(name) for name in _NAMED.findall(text)]
    return [*files.values(), *inline, *(b"" for name in named if name not in files)]


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
        elif label:
            draft.leave_out("tag", f"{label}：{value}" if value else label)


def _answers(question: Element) -> list[tuple[Element, float]]:
    return [(one, float_of(one.get("fraction", "0"))) for one in question if name_of(one) == "answer"]


def float_of(text: str) -> float:
    """A number of an attribute; 0 when it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _choosing(draft: Draft, question: Element) -> Written:
    found = _answers(question)
    draft.shuffle = text_of(child_of(question, "shuffleanswers")).strip().lower() not in ("0", "false")
    single = text_of(child_of(question, "single")).strip().lower() not in ("false", "0")
    shares = [share for _, share in found]
    texts = [_text(draft, answer) for answer, _ in found]
    pictures = {at: drawn for at, (answer, _) in enumerate(found) if (drawn := _pictures(answer))}
    choices = tuple(take_embedded_pictures(draft, texts, pictures))
    right = right_letters(draft, shares, several=not single)
    if not single and len(right) > 1 and 0 in shares and min(shares) == 0:
        draft.policy = "partial"
    return Written("单选" if single else "多选", choices, right)


def _judging(draft: Draft, question: Element) -> Written:
    right = next((_text(draft, one) for one, share in _answers(question) if share > 0), "")
    return Written("判断", (), right if read_judgement(right) else "")


def _written(draft: Draft, question: Element) -> Written:
    texts = []
    for one, share in _answers(question):
        text = _text(draft, one).replace("\n", " ")
        if 0 < share < FULL:
            draft.leave_out("partial", text)
        elif share >= FULL:
            texts.append(literal_wording(draft, text))
    return Written("填空", (), "\n".join(filter(None, texts)))


def _numeric(draft: Draft, question: Element) -> Written:
    whole = [one for one, share in _answers(question) if share >= FULL]
    for one, share in _answers(question):
        if 0 < share < FULL:
            draft.leave_out(
                "partial", f"{_text(draft, one)} ± {text_of(child_of(one, 'tolerance')).strip() or 0}"
            )
    units = child_of(question, "units")
    names = (
        [clean(text_of(one)) for one in units.iter() if name_of(one) == "unit_name"]
        if units is not None
        else []
    )
    draft.unit = names[0] if names else ""
    if len(names) > 1:
        draft.leave_out("units", "、".join(names[1:]))
    if len(whole) > 1:
        draft.note("numbers_several", "、".join(_text(draft, one) for one in whole), stops=True)
    if not whole:
        return Written("数值")
    draft.tolerance = text_of(child_of(whole[0], "tolerance")).strip()
    return Written("数值", (), _text(draft, whole[0]))


def _ordering(draft: Draft, question: Element) -> Written:
    choices = tuple(_text(draft, one) for one, _ in _answers(question))
    order = sorted(
        range(len(choices[:26])), key=lambda at: float_of(_answers(question)[at][0].get("fraction", "0"))
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
