"""Tables of questions: columns by name in any order, wide or one row per choice;
shared by Excel, CSV and tables in Word.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.cells import cell_text
from examapp.adapters.item_files.directions import NO_DIRECTIONS, Directions
from examapp.adapters.item_files.drafts import Draft, Place, Problem, ReadResult, Unused
from examapp.adapters.item_files.headers import HEADER_ROWS, Header, find_header, infer_header
from examapp.adapters.item_files.looks import TableLook
from examapp.adapters.item_files.mapped import (
    find_remembered,
    header_from,
    look_at,
    mapping_of,
)
from examapp.adapters.item_files.side_by_side import AnswerSheet, parts_of
from examapp.adapters.item_files.table_counts import counts_of, unused_cells
from examapp.adapters.item_files.table_rows import RowReader
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.tidying import filled_down, filled_merges, tidy_stems, undecorated
from examapp.adapters.item_files.type_words import find_type, is_type_name
from examapp.adapters.tables.cell_pictures import CellPicture
from examapp.adapters.tables.workbooks import Sheet
from examapp.domain.table_mappings import LONGEST_TYPE_WORD, MOST_TYPE_WORDS, TYPE_WORD
from examapp.domain.tables import column_letters

_SAMPLES = 200
Progress = Callable[[int], None]
Body = Sequence[tuple[int, Sequence[object]]]


def read_grid(
    name: str,
    sheet: Sheet,
    *,
    form: str = "table",
    index: int = 0,
    directions: Directions = NO_DIRECTIONS,
    progress: Progress | None = None,
    answers: AnswerSheet | None = None,
) -> ReadResult:
    """Drafts of one sheet; a sheet without a header gives a problem only, a hidden one is only named.

    `answers` stand on a sheet of their own.
    """
    result = ReadResult(form)
    said = directions.of(index)
    look = look_at(index, sheet.name, sheet.rows, hidden=sheet.hidden, hidden_rows=sheet.hidden_rows)
    look.taken = not sheet.hidden if said.taken is None else said.taken
    result.looks.append(look)
    if not look.taken:
        reason = "hidden_sheet" if sheet.hidden else "sheet_left"
        if any(clean(cell) for row in sheet.rows for cell in row):
            result.unused.append(Unused(Place(name, sheet.name), reason, _first_text(sheet.rows)))
        return result
    sheet = replace(
        sheet, rows=filled_merges(sheet), hidden_rows=frozenset() if said.hidden_rows else sheet.hidden_rows
    )
    if answers is not None and answers.index == index:
        look.origin = "answers"
        return result
    for part in parts_of(sheet) if said.mapping is None else [sheet]:
        read = ReadResult(form)
        header = _header_of(name, part, look, directions, form, read)
        if header is not None:
            _read_rows(name, part, header, look, read, progress, answers)
        result.add(read)
    if look.items < len(result.drafts):
        _order(result, look, Place(name, sheet.name))
    return result


def _order(result: ReadResult, look: TableLook, place: Place) -> None:
    """Tables side by side: row by row, and the numbers in front of all stems together."""
    result.drafts.sort(key=lambda draft: _place_of(draft.place.cell))
    look.items = len(result.drafts)
    look.tidied = tidy_stems(result.drafts)
    result.unused += [Unused(place, "taken_off", text) for text in look.tidied]


def _place_of(cell: str) -> tuple[int, int, str]:
    """Row by row, from left to right."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), len(letters), letters


def _header_of(
    name: str, sheet: Sheet, look: TableLook, directions: Directions, form: str, result: ReadResult
) -> Header | None:
    """The header that a person said, now or before of the same words, else what stands there or the cells tell."""
    said = directions.of(look.index).mapping
    mapping = said or find_remembered(sheet.rows, directions)
    if mapping is not None:
        look.origin, look.mapping = "said" if said else "remembered", mapping.as_plain()
        if _asks_and_answers(header := header_from(mapping)):
            return header
    else:
        header = find_header(sheet.rows)
        look.origin = "header"
        if header is None and (header := infer_header(sheet.rows, numbered=form == "table")):
            look.origin = "inferred"
            places = {key: column_letters(place) for key, place in header.places.items()}
            result.problems.append(Problem(Place(name, sheet.name), "header_inferred", "", True, places))
        if header is not None:
            look.mapping = mapping_of(header).as_plain()
            return header
        look.origin = "none"
    if any(clean(cell) for row in sheet.rows for cell in row):
        text = _first_text(sheet.rows)
        result.problems.append(Problem(Place(name, sheet.name), "header_missing", text))
        result.unused.append(Unused(Place(name, sheet.name), "sheet", text))
    return None


def _asks_and_answers(header: Header) -> bool:
    answers = {"answer", "flag", "choices"} & set(header.places)
    return "stem" in header.places and bool(answers or header.choices or header.flags)


def _read_rows(
    name: str,
    sheet: Sheet,
    header: Header,
    look: TableLook,
    result: ReadResult,
    progress: Progress | None,
    answers: AnswerSheet | None,
) -> None:
    rows, taken_off = undecorated(sheet.rows, header)
    if header.options.get("fill"):
        rows = filled_down(rows, header)
    body = [
        (number, row)
        for number, row in enumerate(rows)
        if number >= header.body and number not in sheet.hidden_rows
    ]
    result.unused = unused_cells(name, replace(sheet, rows=rows), header)
    _notice_contradictions(name, sheet.name, body, header, result)
    kind = find_type(sheet.name) if is_type_name(sheet.name) or "题" in sheet.name else ""
    reader = RowReader(name, sheet.name, header, kind, answers, _pictures_by_row(sheet))
    groups = _tall_groups(body, header) if header.is_tall else _wide_groups(body)
    for done, (number, group) in enumerate(groups):
        result.drafts.append(reader.draft(number, group))
        if progress and done % 200 == 0:
            progress(done)
    look.tidied = taken_off + tidy_stems(result.drafts)
    result.unused += [Unused(Place(name, sheet.name), "taken_off", text) for text in look.tidied]
    look.items = len(result.drafts)
    look.type_words = _strange_types(result.drafts, header)
    if not result.drafts:
        result.problems.append(Problem(Place(name, sheet.name), "header_only"))
    result.counts = counts_of([row for _, row in body], header, len(result.drafts))


def _pictures_by_row(sheet: Sheet) -> dict[int, list[CellPicture]]:
    found: dict[int, list[CellPicture]] = {}
    for one in sheet.pictures:
        found.setdefault(one.row, []).append(one)
    return found


def _strange_types(drafts: Sequence[Draft], header: Header) -> list[str]:
    """Words of the type column that a person has explained or may have to."""
    said = [name.removeprefix(TYPE_WORD) for name in header.options if name.startswith(TYPE_WORD)]
    codes = ("type_unknown", "type_unsupported")
    words = [one.read[:LONGEST_TYPE_WORD] for draft in drafts for one in draft.problems if one.code in codes]
    return list(dict.fromkeys([*said, *words] if "type" in header.places else said))[:MOST_TYPE_WORDS]


def _first_text(rows: Sequence[Sequence[object]]) -> str:
    return next((clean(cell) for row in rows[:HEADER_ROWS] for cell in row if cell not in ("", None)), "")[
        :60
    ]


def _wide_groups(body: Body) -> Iterator[tuple[int, list[Sequence[object]]]]:
    for number, row in body:
        # The first cell with words settles it; most rows have one in front.
        if any(cell not in ("", None) and clean(cell) for cell in row):
            yield number, [row]


def _tall_groups(body: Body, header: Header) -> Iterator[tuple[int, list[Sequence[object]]]]:
    stem_at, number_at = header.places["stem"], header.places.get("number")
    start, group, before = 0, [], None
    for number, row in body:
        if not any(clean(cell) for cell in row):
            continue
        # Merged cells leave the stem empty on the rows below; other programs repeat it.
        stem = (cell_text(row, stem_at), cell_text(row, number_at) if number_at is not None else "")
        if group and (stem == before or not stem[0]):
            group.append(row)
            continue
        if group:
            yield start, group
        start, group, before = number, [row], stem
    if group:
        yield start, group


def _notice_contradictions(name: str, sheet: str, rows: Body, header: Header, result: ReadResult) -> None:
    """A column that is headed 答案 but holds sentences, while another one holds the answers."""
    at = header.places.get("answer")
    body = [row for _, row in rows[:_SAMPLES]]
    if at is None or not body:
        return
    held, like = _answer_share(body, at)
    if held < 3 or like / held > 0.3:
        return
    known = {header.places["stem"], at, *header.choices.values(), *header.flags.values()}
    for place in range(max(map(len, body))):
        count, good = _answer_share(body, place) if place not in known else (0, 0)
        if count >= 3 and count >= held * 0.5 and good / count > 0.8:
            sample = next(cell_text(row, at) for row in body if cell_text(row, at))
            found = Problem(Place(name, sheet, f"{column_letters(at)}{header.row + 1}"), "header_contradicted", sample[:60], True,
                            {"column": column_letters(at), "other": column_letters(place)})  # fmt: skip
            result.problems.append(found)
            return


def _answer_share(body: Sequence[Sequence[object]], place: int) -> tuple[int, int]:
    texts = [text for row in body if (text := cell_text(row, place))]
    return len(texts), sum(is_answer_like(text) for text in texts)
