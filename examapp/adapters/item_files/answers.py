"""Answers as people write them: ABD, A,B,D, A、B、D, 对/错, √/×, T/F, full- or half-width."""

import re
import unicodedata
from functools import lru_cache

RIGHT = {
    "对",
    "正确",
    "√",
    "✓",
    "✔",
    "☑",
    "v",
    "t",
    "true",
    "y",
    "yes",
    "是",
    "是的",
    "r",
    "right",
    "正确的",
    "对的",
    "1",
}
WRONG = {
    "错",
    "错误",
    "×",
    "✗",
    "✘",
    "✕",
    "☒",
    "╳",
    "x",
    "f",
    "false",
    "n",
    "no",
    "否",
    "不对",
    "不正确",
    "w",
    "wrong",
    "错误的",
    "错的",
    "0",
}
LONGEST_ANSWER = 80
_LETTERS = re.compile(r"[a-z](?:[\s,、;/|.。和与及+&→>-]*[a-z])*")
_CIRCLED = {chr(0x2460 + place): str(place + 1) for place in range(20)}


@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """Half-width, small letters, no outer blanks, brackets or full stop: for comparing, never for showing."""
    # Circled numbers become numbers under NFKC as well, but ① must not run into its neighbour.
    spread = "".join(f" {_CIRCLED[one]} " if one in _CIRCLED else one for one in text)
    folded = unicodedata.normalize("NFKC", spread).casefold().strip()
    return folded.strip("()[]【】「」“”\"'。.、,; 　").strip()


@lru_cache(maxsize=4_096)
def read_judgement(text: str) -> str | None:
    """ "true" or "false" when the text is one of the usual words or signs, else None."""
    # No such word is long; folding a whole sentence would cost more than reading the rest of its row.
    if len(text) > 12:
        return None
    word = plain(text)
    return "true" if word in RIGHT else "false" if word in WRONG else None


def read_letters(text: str) -> list[str] | None:
    """The letters of an answer in their order (small), or None when the text is no list of letters."""
    letters = _letters_of(text)
    return list(letters) if letters else None


@lru_cache(maxsize=4_096)
def _letters_of(text: str) -> tuple[str, ...]:
    word = plain(text)
    if not _LETTERS.fullmatch(word):
        return ()
    return tuple(letter for letter in word if "a" <= letter <= "z")


def read_numbers(text: str, most: int) -> list[str] | None:
    """Letters of an answer given by numbers of choices (1,3 or ①③), or None."""
    word = plain(text)
    found = re.findall(r"\d+", word)
    if not found or re.sub(r"[\d\s,、;/|→>-]", "", word):
        return None
    if len(found) == 1 and most < 10 and 1 < len(found[0]) == len(set(found[0])):
        # 3124: with fewer than ten choices each digit is one of them.
        found = list(found[0])
    if any(len(one) > 3 or not 1 <= int(one) <= most for one in found):
        return None
    return [chr(ord("a") + int(one) - 1) for one in found]


def is_answer_like(text: str) -> bool:
    """Whether a text looks like an answer rather than a sentence."""
    if len(text) > LONGEST_ANSWER:
        return False
    letters = read_letters(text)
    short = letters is not None and len(letters) <= 10 and letters == list(dict.fromkeys(letters))
    return short or read_judgement(text) is not None
