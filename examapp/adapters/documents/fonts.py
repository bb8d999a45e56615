"""The fonts that documents are printed with, and what is printed for a character that none of them has."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

from examapp.domain.people_names import is_unseen

BOX = "〓"
_MOST_NAMED = 20


def font_folder(given: str = "") -> Path:
    """The folder of the fonts: from settings, else the installed package."""
    return Path(given) if given else Path(pylopdf_fonts_zh_cn.serif_path()).parent


@lru_cache(maxsize=2)
def covered_characters(folder: Path) -> frozenset[int]:
    """Code points that at least one of the fonts can draw. Raises FileNotFoundError when the folder holds no font."""
    files = [*folder.glob("*.ttf"), *folder.glob("*.otf")]
    if not files:
        raise FileNotFoundError(folder)
    covered: set[int] = set()
    for file in files:
        covered.update(TTFont(file, lazy=True).getBestCmap())
    return frozenset(covered)


def find_uncovered(text: str, folder: Path) -> str:
    """Characters of the text that would print as empty boxes, each once."""
    covered = covered_characters(folder)
    return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in covered and not sign.isspace()))


@dataclass
class Glyphs:
    """Texts as the fonts can draw them; remembers what it put a box for and what it left out."""

    covered: frozenset[int]
    boxed: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)

    def drawable(self, text: str) -> str:
        """The text with a box for each character that no font has, and without signs that nobody sees."""
        return "".join(self._drawable_sign(sign) for sign in text)

    def _drawable_sign(self, sign: str) -> str:
        if sign.isspace():
            return sign
        if is_unseen(sign):
            self.left_out[sign] = None
            return ""
        if ord(sign) in self.covered:
            return sign
        self.boxed[sign] = None
        return BOX

    def note(self) -> str:
        """What stands for what, by code point; empty when every character was drawn."""
        boxed = (
            f"印作“{BOX}”的字，字体里没有，按出现先后是：{_code_points(self.boxed)}。" if self.boxed else ""
        )
        left_out = f"略去了看不见的字符：{_code_points(self.left_out)}。" if self.left_out else ""
        return boxed + left_out


def _code_points(signs: dict[str, None]) -> str:
    named = "、".join(f"U+{ord(sign):04X}" for sign in list(signs)[:_MOST_NAMED])
    return named + (f" 等 {len(signs)} 个" if len(signs) > _MOST_NAMED else "")
