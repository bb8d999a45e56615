"""What one item gives away by itself, without knowing the subject: tone, odd form, length, words repeated, number of wrong choices."""

import re
from collections.abc import Mapping, Sequence

# Words that sound strict, and words that sound easy-going. A rule about tone, not about truth: the bank is balanced against it.
STRICT = re.compile(
    r"必须|一律|务必|都要|全部要|不得|不准|严禁|禁止|不能|不可以|停止|停下|立即|马上|重新|合格后|确认.{0,8}后再"
)
LENIENT = re.compile(
    r"就行|只要|不用|不必|可以不|就够|没关系|也可以|就可以|可以先|无须|无需|随便|补个|过后再|差不多"
)
_NEGATIVE = re.compile(r"不能|不可以|不得|不行|不准|不应|不允许|严禁|禁止")
# Shares of runs of two characters: the key repeats the stem this much more than any other choice.
_ECHO_MORE = 2
_LONGER = 1.3
FEW_WRONG = 1


def strictness(text: str) -> int:
    """Strict words minus easy-going ones."""
    return len(STRICT.findall(text)) - len(LENIENT.findall(text))


def choice_cues(stem: str, choices: Mapping[str, str], answer_key: Sequence[str]) -> list[str]:
    """Codes, in a fixed order, of what makes the right one of several choices stand out; `choices` maps ids to texts.

    Codes: only_negative, only_positive, only_strict, lenient_wrong, longest, echo.
    """
    if len(choices) < 3 or answer_key[0] not in choices:
        return []
    rules = (_odd_negative, _tones, _lengths, _echo)
    return [code for rule in rules for code in rule(stem, choices, answer_key[0])]


def longest_choice(choices: Mapping[str, str]) -> str | None:
    """The one choice that is longer than all others."""
    lengths = sorted(((len(text), name) for name, text in choices.items()), reverse=True)
    return lengths[0][1] if lengths[0][0] > lengths[1][0] else None


def odd_negative(choices: Mapping[str, str]) -> str | None:
    """The only choice that forbids among those that allow, or the only one that allows among those that forbid."""
    forbidding = [name for name, text in choices.items() if _NEGATIVE.search(text)]
    allowing = [name for name in choices if name not in forbidding]
    for group in (forbidding, allowing):
        if len(group) == 1:
            return group[0]
    return None


def strictest(choices: Mapping[str, str]) -> str | None:
    """The one choice that sounds stricter than all others."""
    heard = sorted(((strictness(text), name) for name, text in choices.items()), reverse=True)
    return heard[0][1] if heard[0][0] > heard[1][0] else None


def echo(stem: str, choices: Mapping[str, str]) -> str | None:
    """The one choice that repeats clearly more of the stem than any other."""
    runs = {stem[at : at + 2] for at in range(len(stem) - 1)}
    counts = sorted(
        (
            (len({text[at : at + 2] for at in range(len(text) - 1)} & runs), name)
            for name, text in choices.items()
        ),
        reverse=True,
    )
    return counts[0][1] if counts[0][0] >= counts[1][0] + _ECHO_MORE else None


def _odd_negative(stem: str, choices: Mapping[str, str], right: str) -> list[str]:
    if odd_negative(choices) != right:
        return []
    return ["only_negative" if _NEGATIVE.search(choices[right]) else "only_positive"]


def _tones(stem: str, choices: Mapping[str, str], right: str) -> list[str]:
    others = [text for name, text in choices.items() if name != right]
    codes = []
    if strictness(choices[right]) > 0 and all(strictness(text) <= 0 for text in others):
        codes.append("only_strict")
    if strictness(choices[right]) >= 0 and sum(strictness(text) < 0 for text in others) >= 2:
        codes.append("lenient_wrong")
    return codes


def _lengths(stem: str, choices: Mapping[str, str], right: str) -> list[str]:
    longest_wrong = max(len(text) for name, text in choices.items() if name != right)
    return ["longest"] if len(choices[right]) > _LONGER * longest_wrong else []


def _echo(stem: str, choices: Mapping[str, str], right: str) -> list[str]:
    return ["echo"] if echo(stem, choices) == right else []
