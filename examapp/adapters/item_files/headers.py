"""Where the fields of a question table stand: by the names of its columns or by what these hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.cells import cell_text
from examapp.adapters.item_files.columns import field_of, stated_divider
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.type_words import is_type_name

HEADER_ROWS = 20
_SAMPLES = 200
_LEAST_STEM = 5


@dataclass(slots=True)
class Header:
    """Where each field stands: one column a field, several for choices and for their 0/1 flags.

    `row` counts from 0 (-1: there is no header), `height` rows belong to it; `options` are those of a TableMapping.
    """

    row: int
    height: int = 1
    options: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    choices: dict[int, int] = field(default_factory=dict)
    flags: dict[int, int] = field(default_factory=dict)
    ignored: list[tuple[int, str]] = field(default_factory=list)

    @property
    def body(self) -> int:
        """The first row below it."""
        return self.row + self.height

    @property
    def is_tall(self) -> bool:
        """One row per choice: a column of choices with a column that says which are right."""
        return (
            not self.choices
            and "choices" in self.places
            and "flag" in self.places
            and "answer" not in self.places
        )


def find_header(rows: Sequence[Sequence[object]]) -> Header | None:
    """The header: the first row that names a stem and an answer, a flag, or choices; None when there is none."""
    for number, row in enumerate(rows[:HEADER_ROWS]):
        header = _header_of(number, row)
        told = {"answer", "flag", "choices"} & set(header.places) or header.choices or header.flags
        if "stem" in header.places and told:
            return _with_lower_row(number, rows, header)
    return None


def _with_lower_row(number: int, rows: Sequence[Sequence[object]], header: Header) -> Header:
    """The same header with the row below it, when that one only names choices under 选项 (or repeats merged headings)."""
    lower = list(rows[number + 1]) if number + 1 < len(rows) else []
    upper = list(rows[number]) + [""] * (len(lower) - len(rows[number]))
    names = [field_of(cell) for cell in lower]
    same = all(
        not clean(cell) or names[at] or clean(cell) == clean(upper[at]) for at, cell in enumerate(lower[:200])
    )
    stem = header.places["stem"]
    stem_below = clean(lower[stem]) if stem < len(lower) else ""
    choices = sum(name.startswith("choice:") for name in names)
    if choices < 2 or not same or (stem_below and stem_below != clean(upper[stem])):
        return header
    both = [lower[at] if at < len(lower) and clean(lower[at]) else cell for at, cell in enumerate(upper)]
    joined = _header_of(number, both)
    joined.height = 2
    return joined if joined.choices else header


def _header_of(number: int, row: Sequence[object]) -> Header:
    header, last_choice = Header(number), -1
    for place, cell in enumerate(row[:200]):
        name = field_of(cell)
        if name.startswith("choice:"):
            last_choice = int(name[7:])
            header.choices.setdefault(last_choice, place)
        elif name.startswith("flag:"):
            header.flags.setdefault(int(name[5:]), place)
        elif name == "flag" and last_choice >= 0 and last_choice not in header.flags:
            header.flags[last_choice] = place
        elif name and name not in header.places:
            header.places[name] = place
            if name == "choices" and (divider := stated_divider(cell)):
                header.options["divider"] = divider
        elif clean(cell):
            header.ignored.append((place, clean(cell)))
    return header


def infer_header(rows: Sequence[Sequence[object]], *, numbered: bool = False) -> Header | None:
    """The fields of a table without a header, by what its columns hold; None when that is not plain.

    `numbered` asks for a column that counts up as well.
    """
    body = [row for row in rows[:_SAMPLES] if any(clean(cell) for cell in row)]
    width = max(map(len, body), default=0)
    if len(body) < 2 or not 3 <= width <= 40:
        return None
    columns = [[cell_text(row, place) for row in body] for place in range(width)]
    header = Header(0, height=0)
    for place, texts in enumerate(columns):
        if "number" not in header.places and _counts_up(texts):
            header.places["number"] = place
        elif "type" not in header.places and _share(texts, is_type_name) > 0.8:
            header.places["type"] = place
    free = [place for place in range(width) if place not in header.places.values() and any(columns[place])]
    answers = [place for place in free if _share(columns[place], is_answer_like) > 0.8]
    stems = [place for place in free if place not in answers and _length(columns[place]) >= _LEAST_STEM]
    if len(answers) != 1 or not stems or (numbered and "number" not in header.places):
        return None
    header.places["answer"], header.places["stem"] = answers[0], stems[0]
    between = [place for place in free if stems[0] < place < answers[0]]
    header.choices = dict(enumerate(between))
    header.ignored = [
        (place, columns[place][0]) for place in free if place not in (*answers, stems[0], *between)
    ]
    return header


def _counts_up(texts: Sequence[str]) -> bool:
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 7]
    return len(numbers) == len(texts) and all(one < two for one, two in pairwise(numbers))


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(bool(text) and holds(text) for text in texts) / len(texts)


def _length(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / len(texts)
