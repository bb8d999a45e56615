"""Words as people type them into a search box, and texts as they are searched: without width, case, blanks, punctuation."""

import re
import unicodedata

MOST_WORDS = 8
# A point between digits tells 19.5 from 195; everything else that is no word only gets in the way.
_NO_WORD = re.compile(r"(?<=\d)(\.)(?=\d)|[\W_]+")


def plain(text: str) -> str:
    """`GB 30871—2022，动火` -> `gb308712022动火`; a point between digits stays."""
    return _NO_WORD.sub(lambda found: found[1] or "", unicodedata.normalize("NFKC", text).casefold())


def split_words(text: str) -> list[str]:
    """The words of a search, plain, each once, at most MOST_WORDS of them."""
    words = (plain(word) for word in text.split())
    return list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]
