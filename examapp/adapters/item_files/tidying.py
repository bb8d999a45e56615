"""What stands on every cell of a column alike is no part of the questions: numbers, decoration, merged cells."""

import re
from collections.abc import Sequence
from itertools import pairwise

from examapp.adapters.item_files.cells import cell_text
from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.headers import Header
from examapp.adapters.tables.workbooks import Rows, Sheet
from examapp.domain.tables import column_letters

_NUMBER = re.compile(r"(?:第\s?)?[（(\[【]?\s?(\d{1,5})\s?(?:[.．、:：）)\]】]|题[.．、:：]?)(?!\d)\s*(?=\S)")
_DECORATION = "║┆│┃┊┋╎*#^~|·•●■◆▲★☆※"
_FRONT = re.compile(rf"^[{re.escape(_DECORATION)}]+\s*")
_BACK = re.compile(rf"\s*[{re.escape(_DECORATION)}]+$")
_SHARE = 0.9
_LEAST = 2
_FILLED = ("type", "topic", "roles", "industries", "posts", "difficulty", "case_text", "case_id")


def filled_merges(sheet: Sheet) -> Rows:
    """The rows with the text of every cell that is merged downwards in all of its rows."""
    downwards = [(start, end) for start, end in sheet.merged if end[0] > start[0]]
    if not downwards:
        return sheet.rows
    rows = [list(row) for row in sheet.rows]
    for (top, left), (bottom, _) in downwards:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] in ("", None):
                row[left] = rows[top][left]
    return rows


def filled_down(rows: Rows, header: Header) -> Rows:
    """Empty cells of the columns that sort questions say what stands above them, where a person said so."""
    places = [header.places[name] for name in _FILLED if name in header.places]
    above: dict[int, object] = {}
    made = [list(row) for row in rows]
    for row in made[header.body :]:
        if not any(cell not in ("", None) for cell in row):
            continue
        for place in places:
            if place < len(row) and row[place] in ("", None):
                row[place] = above.get(place, "")
            elif place < len(row):
                above[place] = row[place]
    return made


def undecorated(rows: Rows, header: Header) -> tuple[Rows, list[str]]:
    """The rows without signs that nearly all cells of a column begin or end with, and which these were."""
    names = [name for name in ("stem", "answer", "choices", "type") if name in header.places]
    places = [*(header.places[name] for name in names), *header.choices.values()]
    wrong: dict[int, list[re.Pattern]] = {}
    told = []
    for place in places:
        texts = [text for row in rows[header.body :] if (text := cell_text(row, place))]
        for pattern, end, words in ((_FRONT, 0, "开头"), (_BACK, -1, "末尾")):
            # Nearly no table has any: most cells are not looked into.
            marked = [text for text in texts if text[end] in _DECORATION]
            if len(marked) >= len(texts) * _SHARE and (sign := _common_sign(marked, len(texts), pattern)):
                wrong.setdefault(place, []).append(pattern)
                told.append(f"{column_letters(place)} 列每格{words}的 {sign}")
    if not wrong:
        return rows, []
    made = [list(row) for row in rows]
    for row in made[header.body :]:
        for place, patterns in wrong.items():
            for pattern in patterns:
                if place < len(row) and isinstance(row[place], str):
                    row[place] = pattern.sub("", row[place].strip())
    return made, told


def _common_sign(texts: Sequence[str], count: int, pattern: re.Pattern) -> str:
    """The decoration that nearly all of `count` texts have besides their words; "" when there is none."""
    signs = [
        found[0].strip() for text in texts if (found := pattern.search(text)) and len(found[0]) < len(text)
    ]
    return signs[0] if len(signs) >= max(_LEAST, count * _SHARE) else ""


def tidy_stems(drafts: Sequence[Draft]) -> list[str]:
    """Take the numbers off stems that all have one and count up; says so."""
    found = [_NUMBER.match(draft.stem) for draft in drafts]
    if len(drafts) < _LEAST or not all(found):
        return []
    numbers = [int(one[1]) for one in found]
    rising = sum(after == before + 1 or after == 1 for before, after in pairwise(numbers))
    if rising < (len(numbers) - 1) * _SHARE:
        return []
    for draft, one in zip(drafts, found, strict=True):
        draft.stem = draft.stem[one.end() :]
    return [f"每道题前面的题号（{found[0][0].strip()} 到 {found[-1][0].strip()}）"]
