"""The rows of one sheet as drafts: fields, choices, flags and answers of their cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from examapp.adapters.item_files.answers import read_judgement
from examapp.adapters.item_files.cells import cell_text, flagged, split_choices, without_letters
from examapp.adapters.item_files.choice_pictures import take_cell_pictures
from examapp.adapters.item_files.drafts import LETTERS, Draft, Place
from examapp.adapters.item_files.headers import Header
from examapp.adapters.item_files.prose.choices import split_stem
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.side_by_side import AnswerSheet
from examapp.adapters.item_files.texts import clean, words_of
from examapp.adapters.item_files.type_words import find_type
from examapp.adapters.tables.cell_pictures import CellPicture
from examapp.domain.table_mappings import LONGEST_TYPE_WORD, TYPE_WORD
from examapp.domain.tables import column_letters

_SEVERAL = ("roles", "industries", "posts", "citations")
_SINGLE = ("rationale", "topic", "difficulty", "unit", "read_aloud", "case_text", "case_id", "item_id")
_DATES = frozenset((date, datetime, time, timedelta))
# What the two figures of a judgement column mean when somebody said so.
_JUDGED = {"12": {"1": "对", "2": "错"}, "21": {"1": "错", "2": "对"}}


@dataclass(slots=True)
class RowReader:
    """Turns the rows of one sheet into drafts."""

    name: str
    sheet: str
    header: Header
    kind: str
    answers: AnswerSheet | None = None
    pictures: Mapping[int, Sequence[CellPicture]] = field(default_factory=dict)
    single: list[tuple[str, int]] = field(init=False)
    several: list[tuple[str, int]] = field(init=False)
    stem_letters: str = field(init=False)

    def __post_init__(self) -> None:
        places = self.header.places
        self.single = [(label, places[label]) for label in (*_SINGLE, "tolerance") if label in places]
        self.several = [(label, places[label]) for label in _SEVERAL if label in places]
        self.stem_letters = column_letters(places["stem"])

    def draft(self, number: int, group: list[Sequence[object]]) -> Draft:
        """One item of one row, or of the rows of its choices."""
        row, places = group[0], self.header.places
        stem_at = places["stem"]
        draft = Draft(
            Place(self.name, self.sheet, f"{self.stem_letters}{number + 1}"),
            stem=cell_text(row, stem_at),
        )
        self._fill(draft, row)
        choices, answer = self._tall(group) if self.header.is_tall else self._wide(draft, row)
        if number in self.pictures:
            letters = {place: LETTERS[at].upper() for at, place in self.header.choices.items() if at < 26}
            choices = take_cell_pictures(draft, choices, self.pictures[number], letters)
        kind = self._meant(cell_text(row, places.get("type"))) or self.kind
        answer = self._judged(kind, choices, answer)
        self._notice_dates(draft, row, number)
        return settle(draft, Written(kind, choices, answer))

    def _meant(self, word: str) -> str:
        """A word of the type column, as a person said what it means."""
        if not word or not self.header.options:
            return word
        said = self.header.options.get(TYPE_WORD + word[:LONGEST_TYPE_WORD], "")
        return "" if said == "auto" else said or word

    def _fill(self, draft: Draft, row: Sequence[object]) -> None:
        places = self.header.places
        width = len(row)
        for label, place in self.single:
            # Most of these cells are empty: nothing is asked of them.
            if place < width and row[place] != "" and (text := cell_text(row, place)):
                setattr(draft, label, text)
        for label, place in self.several:
            if place < width and row[place] != "" and (text := cell_text(row, place)):
                setattr(draft, label, tuple(text.split("；")) if label == "citations" else words_of(text))
        if "policy" in places:
            draft.policy = "partial" if "比例" in cell_text(row, places["policy"]) else ""
        if "shuffle" in places:
            draft.shuffle = read_judgement(cell_text(row, places["shuffle"])) != "false"

    def _wide(self, draft: Draft, row: Sequence[object]) -> tuple[list[str], str]:
        header = self.header
        answer = cell_text(row, header.places.get("answer"))
        if not answer and self.answers is not None:
            answer = self.answers.of(cell_text(row, header.places.get("number")))
            if answer:
                draft.note("answer_of_sheet", answer, sheet=self.answers.name)
        if header.choices:
            last = max(header.choices)
            choices = _bare([cell_text(row, header.choices.get(place)) for place in range(last + 1)])
            if header.flags and not answer:
                answer = flagged([cell_text(row, header.flags.get(place)) for place in range(last + 1)])
            return choices, answer
        if not answer and "flag" in header.places:
            answer = cell_text(row, header.places["flag"])
        choices = split_choices(
            cell_text(row, header.places.get("choices")), header.options.get("divider", "")
        )
        if not choices and (not header.height or "choices" not in header.places):
            draft.stem, *choices = split_stem(draft.stem)
        return choices, answer

    def _tall(self, group: list[Sequence[object]]) -> tuple[list[str], str]:
        places = self.header.places
        choices = [cell_text(row, places["choices"]) for row in group]
        flags = [cell_text(row, places["flag"]) for row in group]
        return without_letters(choices), flagged(flags)

    def _judged(self, kind: str, choices: list[str], answer: str) -> str:
        """1 and 2 as 对 and 错, where a person said what they mean."""
        words = _JUDGED.get(self.header.options.get("judgement", ""))
        if not words or any(choices) or (kind and find_type(kind) != "judgement"):
            return answer
        return words.get(answer, answer)

    def _notice_dates(self, draft: Draft, row: Sequence[object], number: int) -> None:
        # Nearly no row has one: all cells are looked at at once.
        if _DATES.isdisjoint(map(type, row)):
            return
        for place, cell in enumerate(row):
            if type(cell) in _DATES:
                cell_name = f"{column_letters(place)}{number + 1}"
                draft.note(
                    "cell_became_date",
                    clean(cell),
                    stops=place in self.header.choices.values(),
                    cell=cell_name,
                )


def _bare(choices: list[str]) -> list[str]:
    """The cells of choices without their letters; empty cells behind the last one stay."""
    full = len(choices)
    while full and not choices[full - 1]:
        full -= 1
    return without_letters(choices[:full]) + choices[full:]
