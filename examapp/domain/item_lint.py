"""What is wrong with an item that somebody writes: faults that stop it, and hints that make it better."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by

from question_bank.guessing.cues import give_aways
from question_bank.model import ItemType, Role
from question_bank.validation import MOST_CHOICE, check_entry
from question_bank.wording import LONG_STEM_FOR_POSTS, unmarked_negative

_WITHOUT_CHOICES = ("numeric", "blank", "judgement")
# Needed to ask and to mark; what else the bank wants of its own items is a hint for a bureau's.
_NEEDED = ("type", "topic", "roles", "difficulty", "stem", "answer_key")
_WANTED = ("rationale", "citations")
_SOFT_PROBLEMS = ("用了半角标点", "没有依据", "题干 ", "只写到 ")
# Told with words of our own below: a bureau's long choice is no fault, 以上都对 is none when it stays last.
_TOLD_ELSEWHERE = ("选项太长，或用了",)
_STAND_INS: dict = {
    "id": "draft-001",
    "revision": 1,
    "topic": "training",
    "roles": ["lead"],
    "difficulty": 1,
    "stem": "题",
    "answer_key": ["a"],
    "rationale": "解析",
    "citations": [],
}
_ALL_ABOVE = re.compile(r"^(以上|上述)(都|均|全|皆)|^(都|全)(对|不对|是|不是)$")


@dataclass(frozen=True, slots=True)
class Fault:
    """One remark: `hard` stops submitting; `field` names what to mend (choices[2] = the third choice)."""

    code: str
    field: str
    data: Mapping[str, object] = made_by(default_factory=dict)
    hard: bool = False


def find_faults(content: Mapping, laws: Mapping[str, Mapping]) -> list[Fault]:
    """Everything to say of a draft, what stops it first; `laws` by slug as laws.toml has them. Never raises on missing fields."""
    missing = [name for name in (*_NEEDED, *_WANTED) if content.get(name) in (None, "", [], {})]
    faults = [Fault("missing", name, hard=name in _NEEDED) for name in missing]
    faults += _bank_faults(content, missing, laws)
    faults += _picture_faults(content)
    faults += [one for hint in _HINTS for one in hint(content)]
    unread = content.get("unread") or {}
    faults += [Fault("unread", name, {"words": "、".join(words)}) for name, words in unread.items()]
    return sorted(faults, key=lambda one: not one.hard)


def is_only_a_hint(problem: str) -> bool:
    """Whether a problem that question_bank.validation names stops our shipped items but not a site's own."""
    return problem.startswith((*_SOFT_PROBLEMS, *_TOLD_ELSEWHERE))


def _bank_faults(content: Mapping, missing: list[str], laws: Mapping[str, Mapping]) -> Iterator[Fault]:
    entry = {
        key: value for key, value in content.items() if key not in ("picture", "unread") and value is not None
    }
    kind = entry.setdefault("type", "judgement")
    if kind in _WITHOUT_CHOICES:
        entry.pop("choices", None)
    entry |= {name: _stand_in(name, kind, entry) for name in missing if name != "type"}
    seen = set()
    for name, problem, mend in check_entry({**_STAND_INS, **entry}, laws):
        about = name.split("[")[0]
        if about in ("id", "revision", "picture") or (about in missing and about != "choices"):
            continue
        if (name, problem) not in seen and not problem.startswith(_TOLD_ELSEWHERE):
            seen.add((name, problem))
            yield Fault(
                "bank_rule",
                name,
                {"problem": problem, "mend": mend},
                hard=not problem.startswith(_SOFT_PROBLEMS),
            )


def _stand_in(name: str, kind: object, entry: Mapping) -> object:
    """A value for a missing field that brings no fault of its own."""
    if name != "answer_key":
        return _STAND_INS[name]
    if kind == "judgement":
        return ["true"]
    if kind == "numeric":
        return ["1"]
    return [one["id"] for one in entry.get("choices", [])][: 2 if kind == "multiple" else 1]


def _picture_faults(content: Mapping) -> Iterator[Fault]:
    picture = content.get("picture")
    if not picture:
        if content.get("type") == "hotspot":
            yield Fault("picture_missing", "picture", hard=True)
    elif len(str(picture.get("alt", "")).strip()) < 4:
        yield Fault("alt_missing", "picture", hard=True)


def _long_stem(content: Mapping) -> Iterator[Fault]:
    length = len(content.get("stem") or "")
    if Role.key_post.value in (content.get("roles") or ()) and length > LONG_STEM_FOR_POSTS:
        yield Fault("stem_long_for_posts", "stem", {"length": length, "most": LONG_STEM_FOR_POSTS})


def _unmarked_negative(content: Mapping) -> Iterator[Fault]:
    stem = content.get("stem") or ""
    if content.get("type") in ("single", "multiple") and (word := unmarked_negative(stem)):
        yield Fault("negative_not_marked", "stem", {"word": word})


def _doubled_negative(content: Mapping) -> Iterator[Fault]:
    found = re.search(r"(不得不|不能不|不是不|无不|非.{1,8}不可)", content.get("stem") or "")
    if found:
        yield Fault("double_negative", "stem", {"word": found[1]})


def _choice_lengths(content: Mapping) -> Iterator[Fault]:
    choices = [one for one in content.get("choices") or () if (one.get("text") or "").strip()]
    if content.get("type") not in ("single", "multiple") or len(choices) < 3:
        return
    lengths = {one["id"]: len(one["text"].strip()) for one in choices}
    longest = max(lengths.values())
    if longest > 2.5 * min(lengths.values()) and longest - min(lengths.values()) > 8:
        yield Fault("choices_unlike", "choices", {"longest": longest, "shortest": min(lengths.values())})


def _choice_texts(content: Mapping) -> Iterator[Fault]:
    choices = content.get("choices") or ()
    for number, one in enumerate(choices):
        text = one.get("text") or ""
        stays_last = number == len(choices) - 1 and content.get("shuffle") is False
        if _ALL_ABOVE.search(text) and not stays_last:
            yield Fault("all_above_moves", f"choices[{number}]")
        if len(text) > MOST_CHOICE:
            yield Fault("choice_long", f"choices[{number}]", {"length": len(text), "most": MOST_CHOICE})


def _number_without_unit(content: Mapping) -> Iterator[Fault]:
    if content.get("type") == "numeric" and not content.get("unit"):
        yield Fault("unit_missing", "unit")
    if (
        content.get("type") == "numeric"
        and not content.get("tolerance")
        and "." in "".join(content.get("answer_key") or ())
    ):
        yield Fault("tolerance_missing", "tolerance")


def _answer_told(content: Mapping) -> Iterator[Fault]:
    stem = content.get("stem") or ""
    for number, one in enumerate(content.get("choices") or ()):
        text = (one.get("text") or "").strip()
        if one.get("id") in (content.get("answer_key") or ()) and len(text) >= 4 and text in stem:
            yield Fault("answer_in_stem", f"choices[{number}]")


def _blank_wordings(content: Mapping) -> Iterator[Fault]:
    if content.get("type") == ItemType.blank.value and len(content.get("answer_key") or ()) == 1:
        yield Fault("one_wording", "answer_key")


def guess_hints(content: Mapping) -> Iterator[Fault]:
    """What somebody who knows nothing can use to guess this item: a hint each, never a fault that stops."""
    choices = {str(one.get("id")): (one.get("text") or "").strip() for one in content.get("choices") or ()}
    if content.get("answer_key") and all(choices.values()):
        kind, stem = str(content.get("type")), content.get("stem") or ""
        for code in give_aways(kind, stem, choices, content["answer_key"]):
            yield Fault(f"guess_{code}", "choices" if choices else "stem")


_HINTS: tuple[Callable[[Mapping], Iterator[Fault]], ...] = (
    _long_stem,
    _unmarked_negative,
    _doubled_negative,
    _choice_lengths,
    _choice_texts,
    _number_without_unit,
    _answer_told,
    _blank_wordings,
    guess_hints,
)
