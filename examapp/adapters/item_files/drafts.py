"""What every format is read into and written from: drafts of items, and problems with their place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from examapp.adapters.item_files.looks import TableLook
from examapp.domain.source_lines import SourceLine

LETTERS = "abcdefghijklmnopqrstuvwxyz"
JUDGEMENT = ("true", "false")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, sheet and cell of a table, line of a text, or number of the item (from 1;
    0 = unknown).
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell the author: a code, what was read, more facts;
    an item with a problem that `stops` cannot be taken.
    """

    place: Place
    code: str
    read: str = ""
    stops: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """One choice; ids are a, b, c ... in the file's order (true and false in judgement items)."""

    id: str
    text: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class DraftPicture:
    """A picture that came with an item, as it was read."""

    content: bytes
    media_type: str
    alt: str = ""


@dataclass(slots=True)
class Draft:
    """An item as a file gives it. Texts of the file that name topics, people or laws are kept as they are written."""

    place: Place = Place()
    type: str = ""
    stem: str = ""
    choices: tuple[DraftChoice, ...] = ()
    # Rows of the fields that only this type has (question_bank.types.OWN_FIELDS).
    own: dict[str, tuple[DraftChoice, ...]] = field(default_factory=dict)
    answer: tuple[str, ...] = ()
    rationale: str = ""
    topic: str = ""
    roles: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    difficulty: str = ""
    citations: tuple[str, ...] = ()
    unit: str = ""
    tolerance: str = ""
    policy: str = ""
    shuffle: bool = True
    read_aloud: str = ""
    case_id: str = ""
    case_text: str = ""
    item_id: str = ""
    picture: DraftPicture | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether something must be mended in the file first."""
        return any(one.stops for one in self.problems)

    def note(self, code: str, read: object = "", *, stops: bool = False, **data: str) -> None:
        """Tell the author something about this item."""
        self.problems.append(Problem(self.place, code, str(read)[:80], stops, data))

    def leave_out(self, what: str, read: object = "") -> None:
        """Tell the author once that something of this item is not taken; `what` is a code such as choice_feedback."""
        if not any(one.code == "left_out" and one.data["what"] == what for one in self.problems):
            self.note("left_out", read, what=what)

    def explain(self, text: str) -> None:
        """Words that would show the key to candidates: they belong into the explanation, each once."""
        if text and text not in self.rationale.split("\n"):
            self.rationale = f"{self.rationale}\n{text}".strip()


# Reasons of unused parts that are no loss: they were read for what they are and hold no question.
QUIET = frozenset({"heading", "title", "comment", "score", "empty_sheet", "taken_off", "dropped"})


@dataclass(frozen=True, slots=True)
class Unused:
    """A line, column, sheet, picture or part of a file that belongs to no item, and why (a code)."""

    place: Place
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers from `first` to `last` under a part's words ("" = no part)."""

    part: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a file holds by its own signs: answers, numbers of questions, and the questions that were read of them."""

    answers: int = 0
    numbers: int = 0
    items: int = 0
    missing: tuple[Gap, ...] = ()
    repeated: tuple[Gap, ...] = ()

    def plus(self, other: "Counts") -> "Counts":
        """Both together, for a file of several tables."""
        return Counts(
            self.answers + other.answers,
            self.numbers + other.numbers,
            self.items + other.items,
            self.missing + other.missing,
            self.repeated + other.repeated,
        )

    @property
    def agree(self) -> bool:
        """Whether every number and every answer became a question, and none is missing or there twice."""
        # A file without a single number does not count its questions.
        numbered = self.numbers in (0, self.items)
        return self.answers == self.items and numbered and not self.missing and not self.repeated


@dataclass(slots=True)
class ReadResult:
    """All drafts of a file in its order, the problems of the whole file, what nobody used, the format's name.

    `looks` are the sheets as a person sees them, `source` are the lines of a typed text.
    """

    format: str
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    counts: Counts = Counts()
    looks: list[TableLook] = field(default_factory=list)
    source: list[SourceLine] = field(default_factory=list)

    def add(self, other: "ReadResult") -> None:
        """Take over everything of another part of the same file."""
        self.drafts += other.drafts
        self.problems += other.problems
        self.unused += other.unused
        self.looks += other.looks
        self.counts = self.counts.plus(other.counts)

    @property
    def wants_a_look(self) -> bool:
        """Whether a person has to look before all items are taken: something is unused, or the counts differ."""
        doubtful = any(one.stops for one in self.problems)
        return doubtful or not self.counts.agree or any(one.reason not in QUIET for one in self.unused)


def content_of(draft: Draft) -> dict:
    """Everything that makes the item, without its place and problems:
    two drafts with the same content are the same item.
    """
    skipped = {"place", "problems"}
    values = {one.name: getattr(draft, one.name) for one in fields(draft) if one.name not in skipped}
    values["choices"] = [asdict(choice) for choice in draft.choices]
    return values
