"""What stands beside or behind a table of questions: a second table in the same rows, a sheet with the answers only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from examapp.adapters.item_files.cells import cell_text
from examapp.adapters.item_files.columns import field_of
from examapp.adapters.item_files.headers import HEADER_ROWS, Header, find_header
from examapp.adapters.item_files.prose.answer_lists import pairs_of
from examapp.adapters.tables.cell_pictures import CellPicture
from examapp.adapters.tables.workbooks import Sheet

_MOST_BESIDE = 6
_MOST_ROWS = 20_000


@dataclass(slots=True)
class AnswerSheet:
    """Answers by number, of a sheet that holds nothing else; `used` are the numbers that a question took."""

    index: int
    name: str
    answers: Mapping[str, str]
    used: set[str] = field(default_factory=set)

    def of(self, number: str) -> str:
        """The answer of a number, which is used from then on."""
        found = self.answers.get(number, "")
        if found:
            self.used.add(number)
        return found


def answer_sheet_of(sheets: Sequence[Sheet]) -> AnswerSheet | None:
    """The one sheet of answers beside the one sheet of questions that has numbers and no answers; else None."""
    if len(sheets) < 2:
        return None
    headers = [None if sheet.hidden else find_header(sheet.rows) for sheet in sheets]
    asked = [(sheet, header) for sheet, header in zip(sheets, headers, strict=True) if header]
    if len(asked) != 1 or not _counts_without_answers(*asked[0]):
        return None
    found = []
    for index, (sheet, header) in enumerate(zip(sheets, headers, strict=True)):
        if sheet.hidden or header or len(sheet.rows) > _MOST_ROWS:
            continue
        pairs = pairs_of([[cell_text(row, at) for at in range(len(row))] for row in sheet.rows])
        if pairs and len(dict(pairs)) == len(pairs):
            found.append(AnswerSheet(index, sheet.name, dict(pairs)))
    return found[0] if len(found) == 1 else None


def _counts_without_answers(sheet: Sheet, header: Header) -> bool:
    """Whether each question has a number of its own and no answer: a number that comes back would take another's."""
    if "number" not in header.places or "answer" in header.places or header.flags:
        return False
    numbers = [cell_text(row, header.places["number"]) for row in sheet.rows[header.body :]]
    counted = [one for one in numbers if one]
    return len(set(counted)) == len(counted)


def parts_of(sheet: Sheet) -> list[Sheet]:
    """The sheet once for each table that stands side by side in it (题目 答案 题目 答案), the other columns empty."""
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        names = [field_of(cell) for cell in row]
        while names and not names[-1]:
            names.pop()
        count = names.count("stem")
        if 1 < count <= _MOST_BESIDE and len(names) % count == 0:
            width = len(names) // count
            if names == names[:width] * count and {"answer", "choice:0"} & set(names[:width]):
                parts = [_only(sheet, number, at * width, width) for at in range(count)]
                return _with_pictures(parts, sheet.pictures, width)
    return [sheet]


def _with_pictures(parts: Sequence[Sheet], pictures: Sequence[CellPicture], width: int) -> list[Sheet]:
    """Each picture in the table over whose columns it stands; one behind all of them in the last."""
    last = len(parts) - 1
    return [
        replace(part, pictures=tuple(one for one in pictures if min(one.column // width, last) == at))
        for at, part in enumerate(parts)
    ]


def _only(sheet: Sheet, header: int, first: int, width: int) -> Sheet:
    def kept(number: int, row: Sequence[object]) -> list[object]:
        if number < header:
            return list(row) if not first else []
        return [cell if first <= at < first + width else "" for at, cell in enumerate(row)]

    return replace(sheet, rows=[kept(number, row) for number, row in enumerate(sheet.rows)])
