"""Tables of questions: columns by name in any order, wide or one row per choice;
shared by Excel, CSV and tables in Word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from examapp.adapters.item_files.answers import is_answer_like, read_judgement
from examapp.adapters.item_files.cells import cell_text, column, flagged, split_choices, without_letters
from examapp.adapters.item_files.drafts import Draft, Place, Problem, ReadResult, Unused
from examapp.adapters.item_files.headers import HEADER_ROWS, Header, find_header, infer_header
from examapp.adapters.item_files.prose.choices import split_stem
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.table_counts import counts_of, unused_cells
from examapp.adapters.item_files.texts import clean, words_of
from examapp.adapters.item_files.type_words import find_type, is_type_name

_SEVERAL = ("roles", "industries", "posts", "citations")
_SINGLE = ("rationale", "topic", "difficulty", "unit", "read_aloud", "case_text", "case_id", "item_id")
_SAMPLES = 200
_DATES = frozenset((date, datetime, time, timedelta))
Progress = Callable[[int], None]


def read_grid(
    name: str,
    sheet: str,
    rows: Sequence[Sequence[object]],
    *,
    form: str = "table",
    progress: Progress | None = None,
) -> ReadResult:
    """Drafts of one sheet; a sheet without a header gives a problem only."""
    result = ReadResult(form)
    header = find_header(rows)
    if header is None:
        header = infer_header(rows, numbered=form == "table")
        if header is None:
            if any(clean(cell) for row in rows for cell in row):
                result.problems.append(Problem(Place(name, sheet), "header_missing", _first_text(rows)))
                result.unused.append(Unused(Place(name, sheet), "sheet", _first_text(rows)))
            return result
        places = {key: column(place) for key, place in header.places.items()}
        result.problems.append(Problem(Place(name, sheet), "header_inferred", "", True, places))
    result.unused = unused_cells(name, sheet, rows, header)
    _notice_contradictions(name, sheet, rows, header, result)
    reader = _Rows(name, sheet, header, find_type(sheet) if is_type_name(sheet) or "题" in sheet else "")
    groups = _tall_groups(rows, header) if header.is_tall else _wide_groups(rows, header)
    for done, (number, group) in enumerate(groups):
        result.drafts.append(reader.draft(number, group))
        if progress and done % 200 == 0:
            progress(done)
    result.counts = counts_of(rows, header, len(result.drafts))
    return result


def _first_text(rows: Sequence[Sequence[object]]) -> str:
    return next((clean(cell) for row in rows[:HEADER_ROWS] for cell in row if cell not in ("", None)), "")[
        :60
    ]


def _wide_groups(rows: Sequence[Sequence[object]], header: Header):
    for number in range(header.row + 1, len(rows)):
        row = rows[number]
        if any(cell not in ("", None) for cell in row) and any(clean(cell) for cell in row):
            yield number, [row]


def _tall_groups(rows: Sequence[Sequence[object]], header: Header):
    stem_at, number_at = header.places["stem"], header.places.get("number")
    start, group, before = 0, [], None
    for number in range(header.row + 1, len(rows)):
        row = rows[number]
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


@dataclass(slots=True)
class _Rows:
    """Turns the rows of one sheet into drafts."""

    name: str
    sheet: str
    header: Header
    kind: str

    def draft(self, number: int, group: list[Sequence[object]]) -> Draft:
        """One item of one row, or of the rows of its choices."""
        row, places = group[0], self.header.places
        stem_at = places["stem"]
        draft = Draft(
            Place(self.name, self.sheet, f"{column(stem_at)}{number + 1}"), stem=cell_text(row, stem_at)
        )
        self._fill(draft, row)
        choices, answer = self._tall(group) if self.header.is_tall else self._wide(draft, row)
        kind = cell_text(row, places.get("type")) or self.kind
        self._notice_dates(draft, row, number)
        return settle(draft, Written(kind, choices, answer))

    def _fill(self, draft: Draft, row: Sequence[object]) -> None:
        places = self.header.places
        for label in _SINGLE:
            if label in places:
                setattr(draft, label, cell_text(row, places[label]))
        for label in _SEVERAL:
            if label in places and (text := cell_text(row, places[label])):
                setattr(draft, label, tuple(text.split("；")) if label == "citations" else words_of(text))
        draft.tolerance = cell_text(row, places.get("tolerance"))
        if "policy" in places:
            draft.policy = "partial" if "比例" in cell_text(row, places["policy"]) else ""
        if "shuffle" in places:
            draft.shuffle = read_judgement(cell_text(row, places["shuffle"])) != "false"

    def _wide(self, draft: Draft, row: Sequence[object]) -> tuple[list[str], str]:
        header = self.header
        answer = cell_text(row, header.places.get("answer"))
        if header.choices:
            last = max(header.choices)
            choices = [cell_text(row, header.choices.get(place)) for place in range(last + 1)]
            if header.flags and not answer:
                answer = flagged([cell_text(row, header.flags.get(place)) for place in range(last + 1)])
            return choices, answer
        if not answer and "flag" in header.places:
            answer = cell_text(row, header.places["flag"])
        choices = split_choices(cell_text(row, header.places.get("choices")))
        if not choices and header.row < 0:
            draft.stem, *choices = split_stem(draft.stem)
        return choices, answer

    def _tall(self, group: list[Sequence[object]]) -> tuple[list[str], str]:
        places = self.header.places
        choices = [cell_text(row, places["choices"]) for row in group]
        flags = [cell_text(row, places["flag"]) for row in group]
        choices = without_letters(choices)
        return choices, flagged(flags)

    def _notice_dates(self, draft: Draft, row: Sequence[object], number: int) -> None:
        # Nearly no row has one: all cells are looked at at once.
        if _DATES.isdisjoint(map(type, row)):
            return
        for place, cell in enumerate(row):
            if type(cell) in _DATES:
                cell_name = f"{column(place)}{number + 1}"
                draft.note(
                    "cell_became_date",
                    clean(cell),
                    stops=place in self.header.choices.values(),
                    cell=cell_name,
                )


def _notice_contradictions(
    name: str, sheet: str, rows: Sequence[Sequence[object]], header: Header, result: ReadResult
) -> None:
    """A column that is headed 答案 but holds sentences, while another one holds the answers."""
    at = header.places.get("answer")
    body = rows[header.row + 1 : header.row + 1 + _SAMPLES]
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
            found = Problem(Place(name, sheet, f"{column(at)}{header.row + 1}"), "header_contradicted", sample[:60], True,
                            {"column": column(at), "other": column(place)})  # fmt: skip
            result.problems.append(found)
            return


def _answer_share(body: Sequence[Sequence[object]], place: int) -> tuple[int, int]:
    texts = [text for row in body if (text := cell_text(row, place))]
    return len(texts), sum(is_answer_like(text) for text in texts)
