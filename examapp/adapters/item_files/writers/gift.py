"""Drafts as Moodle's GIFT and as AIKEN."""

import re
from collections.abc import Callable, Sequence

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.shares import starred

_MARKS = re.compile(r"([~=#{}:\\])")


def escaped(text: str) -> str:
    """GIFT's own signs with a backslash, line ends as \\n."""
    return _MARKS.sub(r"\\\1", text).replace("\n", "\\n")


def fits_gift(draft: Draft) -> bool:
    """Whether nothing in it begins like a format name or a weight, or looks like a pair."""
    texts = [draft.stem, draft.rationale, *(one.text for one in draft.choices), *draft.answer]
    begins = any(re.match(r"\[\w+\]|%-?\d", text, re.I) for text in texts)
    pair = draft.type == "blank" and any("->" in one for one in draft.answer)
    return not begins and not pair and "]" not in draft.item_id and "\n" not in draft.topic


def write_gift(drafts: Sequence[Draft]) -> bytes:
    """UTF-8; topics as categories, ids in the comment that Moodle uses for them."""
    parts, topic = [], ""
    for number, draft in enumerate(drafts, 1):
        if draft.topic != topic:
            topic = draft.topic
            parts.append(f"$CATEGORY: {escaped(topic)}\n")
        head = f"// [id:{draft.item_id}]\n" if draft.item_id else ""
        parts.append(
            f"{head}::{number}::{escaped(draft.stem)} {{\n{_ANSWERS[draft.type](draft)}\n{_feedback(draft)}}}\n"
        )
    return "\n".join(parts).encode("utf-8")


def _feedback(draft: Draft) -> str:
    return f"####{escaped(draft.rationale)}\n" if draft.rationale else ""


def _judging(draft: Draft) -> str:
    return "T" if draft.answer == ("true",) else "F"


def _number(draft: Draft) -> str:
    return f"#{draft.answer[0]}" + (f":{draft.tolerance}" if draft.tolerance else "")


def _wordings(draft: Draft) -> str:
    return "\n".join(f"={escaped(starred(one))}" for one in draft.answer)


def _one_choice(draft: Draft) -> str:
    return "\n".join(f"{'=' if one.id in draft.answer else '~'}{escaped(one.text)}" for one in draft.choices)


def _several_choices(draft: Draft) -> str:
    share = f"{100 / len(draft.answer):.5f}".rstrip("0").rstrip(".")
    return "\n".join(
        f"~%{share if one.id in draft.answer else -100}%{escaped(one.text)}" for one in draft.choices
    )


_ANSWERS: dict[str, Callable[[Draft], str]] = {
    "single": _one_choice,
    "multiple": _several_choices,
    "judgement": _judging,
    "numeric": _number,
    "blank": _wordings,
}
GIFT_TYPES = tuple(_ANSWERS)
AIKEN_TYPES = ("single", "judgement")


def fits_aiken(draft: Draft) -> bool:
    """Whether no line of it could be taken for a choice or an answer."""
    texts = [draft.stem, *(one.text for one in draft.choices)]
    lines = [line for text in texts for line in text.split("\n")]
    return all(lines) and not any(re.match(r"[A-Z][.)]|ANSWER:|答案", line, re.I) for line in lines)


def write_aiken(drafts: Sequence[Draft]) -> bytes:
    """UTF-8; judgement items become 对 and 错 to choose from."""
    parts = []
    for draft in drafts:
        judging = draft.type == "judgement"
        texts = ["对", "错"] if judging else [one.text for one in draft.choices]
        right = "AB"[draft.answer == ("false",)] if judging else draft.answer[0].upper()
        choices = "\n".join(f"{chr(65 + place)}. {text}" for place, text in enumerate(texts))
        parts.append(f"{draft.stem}\n{choices}\nANSWER: {right}\n")
    return "\n".join(parts).encode("utf-8")
