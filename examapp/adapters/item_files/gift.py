"""Moodle's GIFT: ::title:: stem {=right ~wrong}, {T}, {#19.5:0.5}, {=one =other}, {=a -> b}; // comments; $CATEGORY."""

import re
from collections.abc import Iterator

from examapp.adapters.item_files.drafts import Counts, Draft, Place, ReadResult, Unused
from examapp.adapters.item_files.markup import to_plain
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.shares import FULL, literal_wording, right_letters
from examapp.adapters.item_files.texts import clean

# An escaped sign is kept aside in the private area, so that the grammar sees only the signs that mean something.
_KEPT = {sign: chr(0xE100 + place) for place, sign in enumerate("~=#{}:\\")}
_BACK = {kept: sign for sign, kept in _KEPT.items()}
_ANSWER = re.compile(r"([=~])((?:[^=~])*)")
_FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]", re.I)
_COMMENT = re.compile(r"^[ \t]*//.*$", re.M)
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")


def is_gift(text: str) -> bool:
    """Whether a text looks like GIFT: braces with answers in them."""
    if re.search(r"^[ \t]*【?(?:答案|解析)】?[ \t]*[:：]", text, re.M):
        # Typed questions whose words hold braces; GIFT itself never begins a line so.
        return False
    return (
        bool(re.search(r"(?<!\\)\{\s*(?:[=~#]|T(?:RUE)?\b|F(?:ALSE)?\b|\}|对|错)", text))
        and "[[items]]" not in text
    )


def read_gift(name: str, text: str) -> ReadResult:
    """Drafts of a GIFT text; questions are divided by empty lines."""
    result, topic, asked = ReadResult("gift"), "", 0
    for line, block in _blocks(_hidden(text)):
        category = re.search(r"^[ \t]*\$CATEGORY:[ \t]*(.*)$", block, re.M)
        if category:
            topic, block = _category(category[1]), block[: category.start()] + block[category.end() :]
        # The ids that our own files carry stand in a comment, as Moodle writes them.
        found_id = re.search(r"^//.*?\[id:([^\]\n]+)\]", block, re.M)
        place = Place(name, line=line)
        result.unused += [
            Unused(place, "comment", _shown(one)) for one in _COMMENT.findall(block) if "[id:" not in one
        ]
        block = _COMMENT.sub("", block).strip()
        if block:
            asked += 1
            _read_block(name, line, block, topic, clean(found_id[1]) if found_id else "", result)
    result.counts = Counts(asked, asked, len({one.place for one in result.drafts}))
    return result


def _category(path: str) -> str:
    """The last name of $course$/top/name."""
    return re.split(r"(?<!/)/(?!/)", _shown(path))[-1].replace("//", "/").removeprefix("$course$").strip()


def _hidden(text: str) -> str:
    text = "".join(" " if 0xE100 <= ord(one) < 0xE110 else one for one in text)
    # \n is GIFT's line end inside a text; it must not end the block.
    text = text.replace("\\\\", _KEPT["\\"]).replace("\\n", "\ue10f")
    return re.sub(r"\\([~=#{}:])", lambda found: _KEPT[found[1]], text)


def _shown(text: str) -> str:
    return clean("".join("\n" if one == "\ue10f" else _BACK.get(one, one) for one in text))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start, lines, depth = 0, [], 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
            depth += line.count("{") - line.count("}")
        elif lines and depth <= 0:
            yield start, "\n".join(lines)
            lines, depth = [], 0
        # A blank line inside braces belongs to the answer.
    if lines:
        yield start, "\n".join(lines)


def _read_block(name: str, line: int, block: str, topic: str, item_id: str, result: ReadResult) -> None:
    place = Place(name, line=line, number=len(result.drafts) + 1)
    title = re.match(r"::(.*?)::", block, re.S)
    body = block[title.end() :].strip() if title else block
    open_at, close_at = body.find("{"), body.rfind("}")
    if open_at < 0 or close_at < open_at:
        result.unused.append(Unused(place, "unread", _shown(body)[:200]))
        return
    before, inside, after = (
        body[:open_at].strip(),
        body[open_at + 1 : close_at].strip(),
        body[close_at + 1 :].strip(),
    )
    stem = before + (" _____ " + after if after else "")
    draft = Draft(place, topic=topic, item_id=item_id)
    if "{" in inside or "}" in inside:
        draft.stem = _text(draft, stem)
        draft.note("interactions_several", inside.count("{") + 1, stops=True)
        result.drafts.append(draft)
        return
    parts = _ANSWER.findall(_take_feedback(Draft(), inside))
    if parts and all(sign == "=" and "->" in text for sign, text in parts):
        _read_matching(place, stem, inside, topic, result)
        return
    draft.stem = _text(draft, stem)
    inside = _take_feedback(draft, inside)
    result.drafts.append(settle(draft, _written(draft, inside)))


def _text(draft: Draft, raw: str) -> str:
    form = _FORMAT.match(raw.strip())
    text = _shown(raw.strip()[form.end() :] if form else raw)
    if form and form[1].lower() in ("html", "moodle"):
        text, active = to_plain(text)
        if active:
            draft.note("active_defused")
    return text


def _take_feedback(draft: Draft, inside: str) -> str:
    general = inside.find("####")
    if general >= 0:
        draft.rationale = _text(draft, inside[general + 4 :])
        inside = inside[:general]
    return inside.strip()


def _written(draft: Draft, inside: str) -> Written:
    if inside.startswith("#"):
        return _numeric(draft, inside[1:].strip())
    word, *said = inside.split("#")
    if word.strip().upper() in ("T", "TRUE", "F", "FALSE", "对", "错"):
        if any(clean(one) for one in said):
            draft.leave_out("choice_feedback", _shown(said[0]))
        return Written("判断", (), word.strip().upper())
    answers = [(sign, *_bare(draft, text)) for sign, text in _ANSWER.findall(inside)]
    if not answers:
        return Written("essay")
    if all(sign == "=" for sign, _, _ in answers) and (len(answers) > 1 or not draft.choices):
        return Written("填空", (), "\n".join(_wordings(draft, answers)))
    choices = tuple(_text(draft, text) for _, text, _ in answers)
    shares = [100.0 if sign == "=" and share is None else share or 0.0 for sign, _, share in answers]
    several = not any(sign == "=" for sign, _, _ in answers)
    return Written("多选" if several else "", choices, right_letters(draft, shares, several=several))


def _wordings(draft: Draft, answers: list[tuple[str, str, float | None]]) -> list[str]:
    """The texts that count as wholly right."""
    texts = []
    for _, text, share in answers:
        shown = _text(draft, text).replace("\n", " ")
        if share is not None and share < FULL:
            draft.leave_out("partial", shown)
        else:
            texts.append(literal_wording(draft, shown))
    return list(filter(None, texts))


def _bare(draft: Draft, text: str) -> tuple[str, float | None]:
    """The answer's text without weight and feedback, and its weight in percent."""
    text, _, feedback = text.partition("#")
    if clean(feedback):
        draft.leave_out("choice_feedback", _shown(feedback))
    text = text.strip()
    weight = _WEIGHT.match(text)
    return (text[weight.end() :].strip(), float(weight[1])) if weight else (text, None)


def _numeric(draft: Draft, inside: str) -> Written:
    answers = [_bare(draft, part) for part in re.split(r"[=~]", inside) if part.strip()]
    whole = [text for text, share in answers if share is None or share >= FULL]
    for text, share in answers:
        if share is not None and share < FULL:
            draft.leave_out("partial", _shown(text))
    if len(whole) > 1:
        draft.note("numbers_several", "、".join(map(_shown, whole)), stops=True)
    text = whole[0] if whole else ""
    span = re.fullmatch(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)", text)
    if span:
        low, high = float(span[1]), float(span[2])
        draft.tolerance = f"{(high - low) / 2:g}"
        return Written("数值", (), f"{(low + high) / 2:g}")
    value, _, tolerance = text.partition(":")
    draft.tolerance = tolerance.strip()
    return Written("数值", (), _shown(value))


def _read_matching(place: Place, stem: str, inside: str, topic: str, result: ReadResult) -> None:
    pairs = [
        _shown(text.split("#")[0]).partition("->") for sign, text in _ANSWER.findall(inside) if sign == "="
    ]
    matched = [(left.strip(), right.strip()) for left, _, right in pairs]
    result.drafts += split_matching(place, clean(_shown(stem)), matched, topic)


def split_matching(
    place: Place, stem: str, pairs: list[tuple[str, str]], topic: str = "", more: tuple[str, ...] = ()
) -> list[Draft]:
    """One single-choice item for each left side, below the matching item's words;
    `more` are answers that fit nothing.
    """
    answers = list(dict.fromkeys([right for _, right in pairs if right] + [one for one in more if one]))
    made = []
    for number, (left, right) in enumerate((left, right) for left, right in pairs if left):
        draft = Draft(place, stem="\n".join(filter(None, (stem, left))), topic=topic)
        draft.note("matching_split", number + 1)
        letter = chr(65 + answers.index(right)) if right in answers[:26] else ""
        made.append(settle(draft, Written("单选", answers, letter)))
    return made
