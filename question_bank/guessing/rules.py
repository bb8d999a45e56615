"""Rules of thumb of a practised guesser, over the whole bank: tone, all but the odd one, longest, place, odd form,
echo, overlap.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from question_bank.cues import LENIENT, echo, longest_choice, odd_negative, strictest, strictness
from question_bank.guessing.figures import GuessShare, share_of
from question_bank.guessing.sound import features_of
from question_bank.model import Item, ItemType
from question_bank.twins import same_twins

_KEY_SHORTEST, _KEY_INSIDE, _STEM_SHARED = 4, 0.7, 0.25


def by_tone(items: Sequence[Item]) -> list[GuessShare]:
    """ "The stricter is right, the permissive is wrong": only where a text sounds strict or permissive at all."""
    judging = {item.id: item for item in items if item.type is ItemType.judgement and strictness(item.stem)}
    right = [
        key for key, item in judging.items() if (strictness(item.stem) > 0) == (item.answer_key[0] == "true")
    ]
    guesses = {key: float(abs(strictness(item.stem))) for key, item in judging.items()}
    return [
        share_of("判断题，“严的对、松的错”", guesses, right, 0.5),
        _pick("单选题，选最严的", items, lambda item: strictest(_texts(item))),
    ]


def by_form(items: Sequence[Item]) -> list[GuessShare]:
    """Longest and shortest choice, the one most like the others, commonest place, the only 不能 among 能, an echo."""
    places = Counter(
        [choice.id for choice in item.choices].index(item.answer_key[0])
        for item in items
        if item.type is ItemType.single
    )
    place = places.most_common(1)[0][0] if places else 0
    return [
        _pick("单选题，选最长的", items, lambda item: longest_choice(_texts(item))),
        _pick("单选题，选最短的", items, lambda item: _shortest(_texts(item))),
        _pick("单选题，选和其他选项最像的", items, lambda item: _most_like(_texts(item))),
        _pick(
            f"单选题，总选第 {place + 1} 个",
            items,
            lambda item: item.choices[place].id if place < len(item.choices) else None,
        ),
        _pick("单选题，选唯一的“不能”或唯一的“能”", items, lambda item: odd_negative(_texts(item))),
        _pick("单选题，选和题干用词最像的", items, lambda item: echo(item.stem, _texts(item))),
    ]


def by_odd_one(items: Sequence[Item]) -> GuessShare:
    """Several answers: tick all but the choice that is least like the others."""
    several = [item for item in items if item.type is ItemType.multiple]
    right = [
        item.id for item in several if set(item.answer_key) == set(_texts(item)) - {_least_like(_texts(item))}
    ]
    chance = sum(1 / (2 ** len(item.choices) - 2) for item in several) / len(several) if several else 0.0
    return share_of(
        "多选题，除了最不像的全选", dict.fromkeys([item.id for item in several], 1.0), right, chance
    )


def wrong_counts(items: Sequence[Item]) -> Counter[int]:
    """How many several-answer items have so many wrong choices."""
    return Counter(
        len(item.choices) - len(item.answer_key) for item in items if item.type is ItemType.multiple
    )


def lenient_counts(items: Sequence[Item]) -> tuple[int, int]:
    """True and false statements that use a permissive word."""
    keys = Counter(
        item.answer_key[0] for item in items if item.type is ItemType.judgement and LENIENT.search(item.stem)
    )
    return keys["true"], keys["false"]


def overlaps(items: Sequence[Item]) -> list[tuple[Item, Item]]:
    """(asked, telling): the stem of `telling` holds the right choice and most of the question of `asked`,
    and both can meet on one paper.
    """
    stems = {item.id: _pairs(item.stem) for item in items}
    asked = [item for item in items if item.type is ItemType.single]
    return [
        (item, other)
        for item in asked
        if len(answer := _pairs(_texts(item)[item.answer_key[0]])) >= _KEY_SHORTEST
        for other in items
        if other.topic is item.topic
        and other.id != item.id
        and not same_twins(item, other)
        and len(answer & stems[other.id]) >= _KEY_INSIDE * len(answer)
        and len(stems[item.id] & stems[other.id]) >= _STEM_SHARED * len(stems[item.id])
    ]


def _pick(name: str, items: Sequence[Item], rule: Callable[[Item], str | None]) -> GuessShare:
    """Where the rule names a choice: how often it is the right one."""
    singles = [item for item in items if item.type is ItemType.single]
    picks = {item.id: rule(item) for item in singles}
    spoken = {item.id: 1.0 if picks[item.id] else None for item in singles}
    chances = [1 / len(item.choices) for item in singles if picks[item.id]]
    right = [item.id for item in singles if picks[item.id] == item.answer_key[0]]
    return share_of(name, spoken, right, sum(chances) / len(chances) if chances else 0.0)


def _least_like(texts: Mapping[str, str]) -> str:
    likeness = _likeness(texts)
    return min(sorted(texts), key=likeness.__getitem__)


def _most_like(texts: Mapping[str, str]) -> str | None:
    """The hub: writers who build every wrong choice out of the right one make it the choice most like all others."""
    likeness = _likeness(texts)
    best = max(likeness.values(), default=0.0)
    hubs = [name for name, value in likeness.items() if value == best]
    return hubs[0] if len(hubs) == 1 else None


def _shortest(texts: Mapping[str, str]) -> str | None:
    least = min((len(text) for text in texts.values()), default=0)
    shortest = [name for name, text in texts.items() if len(text) == least]
    return shortest[0] if len(shortest) == 1 else None


def _likeness(texts: Mapping[str, str]) -> dict[str, float]:
    """For each choice the sum of shared character runs with the others, 0 to the number of others."""
    runs = {name: features_of(text) for name, text in texts.items()}
    return {
        name: sum(
            len(runs[name] & runs[other]) / len(runs[name] | runs[other]) for other in texts if other != name
        )
        for name in texts
    }


def _texts(item: Item) -> dict[str, str]:
    return {choice.id: choice.text for choice in item.choices}


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
