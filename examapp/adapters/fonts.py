"""The font that documents are printed with, and the check that it has every character before anything is printed."""

from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont


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
    return "".join(dict.fromkeys(one for one in text if ord(one) not in covered and not one.isspace()))
