"""What a table holds by its own cells: columns that nobody reads, answers and numbers of its rows."""

from collections.abc import Sequence

from examapp.adapters.item_files.cells import cell_text, flagged
from examapp.adapters.item_files.drafts import Counts, Gap, Place, Unused
from examapp.adapters.item_files.headers import Header
from examapp.adapters.item_files.texts import clean
from examapp.adapters.tables.workbooks import Sheet
from examapp.domain.tables import column_letters

_SHOWN = 200


def unused_cells(name: str, sheet: Sheet, header: Header) -> list[Unused]:
    """Rows above the header, hidden rows, and every column with cells below the header that no field reads."""
    spare = []
    for number, row in enumerate(sheet.rows[: header.row], 1):
        text = "　".join(filter(None, map(clean, row)))[:_SHOWN]
        if text:
            spare.append(Unused(Place(name, sheet.name, str(number)), "title", text))
    spare += _hidden(name, sheet, header)
    known = {*header.places.values(), *header.choices.values(), *header.flags.values()}
    names = dict(header.ignored)
    width = max(map(len, sheet.rows), default=0)
    for place in range(width):
        if place in known:
            continue
        texts = [text for row in sheet.rows[header.body :] if (text := cell_text(row, place))]
        if texts:
            told = f"{names.get(place, '')}：{len(texts)} 格，如“{texts[0][:40]}”".lstrip("：")
            spare.append(Unused(Place(name, sheet.name, column_letters(place)), "column", told))
    return spare


def _hidden(name: str, sheet: Sheet, header: Header) -> list[Unused]:
    """Hidden rows with words in them, each run of them once."""
    full = [
        number for number in sorted(sheet.hidden_rows)
        if header.body <= number < len(sheet.rows) and any(map(clean, sheet.rows[number]))
    ]  # fmt: skip
    runs: list[list[int]] = []
    for number in full:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spare = []
    for run in runs:
        text = "　".join(filter(None, map(clean, sheet.rows[run[0]])))[:_SHOWN]
        many = f"到第 {run[-1] + 1} 行，共 {len(run)} 行：" if len(run) > 1 else ""
        spare.append(Unused(Place(name, sheet.name, str(run[0] + 1)), "hidden_rows", many + text))
    return spare


def counts_of(body: Sequence[Sequence[object]], header: Header, items: int) -> Counts:
    """Answers and numbers in the rows below the header beside the items that were read."""
    at = header.places.get("number")
    numbers = [text for row in body if (text := cell_text(row, at))] if at is not None else []
    answers = items if header.is_tall else sum(_has_answer(row, header) for row in body)
    whole = [int(text) for text in numbers if text.isdecimal() and len(text) < 7]
    missing = _missing(whole) if len(whole) == len(numbers) else []
    return Counts(answers, 0 if header.is_tall else len(numbers), items, tuple(missing))


def _has_answer(row: Sequence[object], header: Header) -> bool:
    if cell_text(row, header.places.get("answer")) or cell_text(row, header.places.get("flag")):
        return True
    return bool(flagged([cell_text(row, place) for place in header.flags.values()]))


def _missing(numbers: Sequence[int]) -> list[Gap]:
    """Numbers that the column leaves out; a column that leaves out more than a fifth does not count its rows."""
    gaps, last = [], 0
    for number in numbers:
        if number > last + 1:
            gaps.append(Gap("", last + 1, number - 1))
        last = number
    lost = sum(gap.last - gap.first + 1 for gap in gaps)
    return gaps if lost * 5 <= len(numbers) else []
