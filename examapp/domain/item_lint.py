"""What is wrong with an item that somebody writes: faults that stop it, and hints that make it better."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by

from question_bank.model import ItemType, Role
from question_bank.types import rules_of
from question_bank.types.base import TypeRules
from question_bank.types.choosing import MOST_CHOICE
from question_bank.validation import check_entry
from question_bank.wording import LONG_STEM_FOR_POSTS

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
    rules = _rules_of({"type": entry.setdefault("type", "judgement")})
    if rules is not None and rules.fixed is not None:
        entry.pop("choices", None)
    entry |= {name: _stand_in(name, rules, entry) for name in missing if name != "type"}
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


def _rules_of(content: Mapping) -> TypeRules | None:
    """The rules of the type; None as long as none is chosen, and for a word that names none."""
    kind = content.get("type")
    return rules_of(kind) if kind in set(ItemType) else None


def _stand_in(name: str, rules: TypeRules | None, entry: Mapping) -> object:
    """A value for a missing field that brings no fault of its own."""
    return rules.stand_in_key(entry) if name == "answer_key" and rules else _STAND_INS[name]


def _picture_faults(content: Mapping) -> Iterator[Fault]:
    picture = content.get("picture")
    if not picture:
        if (rules := _rules_of(content)) and rules.needs_picture:
            yield Fault("picture_missing", "picture", hard=True)
    elif len(str(picture.get("alt", "")).strip()) < 4:
        yield Fault("alt_missing", "picture", hard=True)


def _long_stem(content: Mapping) -> Iterator[Fault]:
    length = len(content.get("stem") or "")
    if Role.key_post.value in (content.get("roles") or ()) and length > LONG_STEM_FOR_POSTS:
        yield Fault("stem_long_for_posts", "stem", {"length": length, "most": LONG_STEM_FOR_POSTS})


def _type_hints(content: Mapping) -> Iterator[Fault]:
    rules = _rules_of(content)
    for code, about, facts in rules.hints(content) if rules else ():
        yield Fault(code, about, facts)


def _doubled_negative(content: Mapping) -> Iterator[Fault]:
    found = re.search(r"(不得不|不能不|不是不|无不|非.{1,8}不可)", content.get("stem") or "")
    if found:
        yield Fault("double_negative", "stem", {"word": found[1]})


def _choice_texts(content: Mapping) -> Iterator[Fault]:
    choices = content.get("choices") or ()
    for number, one in enumerate(choices):
        text = one.get("text") or ""
        stays_last = number == len(choices) - 1 and content.get("shuffle") is False
        if _ALL_ABOVE.search(text) and not stays_last:
            yield Fault("all_above_moves", f"choices[{number}]")
        if len(text) > MOST_CHOICE:
            yield Fault("choice_long", f"choices[{number}]", {"length": len(text), "most": MOST_CHOICE})


def _answer_told(content: Mapping) -> Iterator[Fault]:
    stem = content.get("stem") or ""
    for number, one in enumerate(content.get("choices") or ()):
        text = (one.get("text") or "").strip()
        if one.get("id") in (content.get("answer_key") or ()) and len(text) >= 4 and text in stem:
            yield Fault("answer_in_stem", f"choices[{number}]")


def guess_hints(content: Mapping) -> Iterator[Fault]:
    """What somebody who knows nothing can use to guess this item: a hint each, never a fault that stops."""
    choices = {str(one.get("id")): (one.get("text") or "").strip() for one in content.get("choices") or ()}
    rules = _rules_of(content)
    if rules and content.get("answer_key") and all(choices.values()):
        for code in rules.cues(content.get("stem") or "", choices, content["answer_key"]):
            yield Fault(f"guess_{code}", "choices" if choices else "stem")


_HINTS: tuple[Callable[[Mapping], Iterator[Fault]], ...] = (
    _long_stem,
    _type_hints,
    _doubled_negative,
    _choice_texts,
    _answer_told,
    guess_hints,
)
