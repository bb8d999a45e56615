"""What the fonts that the program finds by itself can print, measured against the characters that names are made of."""

from pathlib import Path

import pytest

from examapp.adapters.documents.fonts import find_uncovered, font_folder

# 通用规范汉字表 (State Council 2013): all 8,105 characters in the order of the table. The third part of it, from 6,501 on,
# holds what names of people and places and the sciences need beyond everyday writing.
TABLE = (Path(__file__).parent / "general_characters.txt").read_text(encoding="utf-8").replace("\n", "")


@pytest.mark.parametrize(("first", "last"), [(0, 3500), (3500, 6500), (6500, 8105)])
def test_every_character_of_the_general_table_is_printed(first, last):
    assert len(set(TABLE)) == 8105
    assert find_uncovered(TABLE[first:last], font_folder()) == ""
