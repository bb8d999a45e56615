"""The first reading: numbers that count up cut the lines; where they are in doubt, answers and choices are asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from examapp.adapters.item_files.answers import LONGEST_ANSWER, is_answer_like
from examapp.adapters.item_files.brackets import holds_answer
from examapp.adapters.item_files.prose.ahead import Ahead
from examapp.adapters.item_files.prose.answer_lists import AnswerList, chapter_of
from examapp.adapters.item_files.prose.choices import inline_count
from examapp.adapters.item_files.prose.listing import Listing
from examapp.adapters.item_files.prose.neighbours import settle_signs
from examapp.adapters.item_files.prose.signs import CASE, Line, part_kind
from examapp.adapters.item_files.texts import clean
from examapp.adapters.tables.refusals import FileRefusedError


@dataclass(slots=True)
class Block:
    """The lines of one question; `doubt` is the code of what the two readings do not agree on.

    `case` is the text of the case above it, None without one; `said`: a person told where it begins or what belongs
    to it.
    """

    number: int
    style: str
    kind: str
    chapter: str
    part: str
    section: int
    lines: list[Line] = field(default_factory=list)
    last: str = "stem"
    choices: int = 0
    answer: str | None = None
    keyed: bool = False
    inner: int = 0
    case: str | None = None
    doubt: str = ""
    said: bool = False

    @property
    def complete(self) -> bool:
        """Whether what is there could be a whole question."""
        return bool(self.answer or self.choices >= 2 or self.keyed)


@dataclass(slots=True)
class Cut:
    """What cutting gives: the questions, and the lists of answers with the number of questions before each."""

    blocks: list[Block] = field(default_factory=list)
    lists: list[tuple[int, AnswerList]] = field(default_factory=list)
    skipped_numbers: int = 0


def cut(lines: Sequence[Line], *, most: int) -> Cut:
    """Questions of all lines; each line that one takes gets its owner. Raises FileRefusedError(too_many_items)."""
    settle_signs(lines)
    return _Cutter(lines, most).cut()


class _Cutter:
    def __init__(self, lines: Sequence[Line], most: int) -> None:
        self.lines = lines
        self.most = most
        self.ahead = Ahead(lines)
        self.made = Cut()
        self.open: Block | None = None
        self.listing = Listing(lines, self.ahead)
        self.kind = self.chapter = self.part = ""
        self.section = 0
        # The case that is told until its first question, and the text of the one that stands above questions.
        self.telling: list[Line] = []
        self.case: str | None = None

    def cut(self) -> Cut:
        for at, line in enumerate(self.lines):
            if line.owner:
                continue
            if line.said in ("break", "join"):
                self._take_said(line)
            elif self.listing.open is None or not self.listing.takes(at, line):
                self._take(at, line)
        self._forget()
        return self.made

    def _take(self, at: int, line: Line) -> None:
        if line.kind == "list":
            self.open = None
            self.section += 1
            self.made.lists.append((len(self.made.blocks), self.listing.begin(line)))
            return
        self.listing.open = None
        if line.kind == "case" and not self.ahead.core(at):
            self._tell(line)
        elif self.telling and line.kind in ("text", "label", "glued"):
            # The case goes on until its first question.
            self.telling.append(line)
            line.owner = "case"
        elif line.kind in ("heading", "chapter"):
            self._head(line)
        elif line.is_number and self._numbered(at, line):
            self._begin(line, line.count, line.style)
        elif line.kind in ("tagged", "case"):
            self._begin(line, 0, "")
        elif line.kind == "answer":
            self._answer(at, line)
        elif line.kind == "choice" and line.letter == 0 and self._runs_again(at):
            self._again(at, line)
        elif self.open is None:
            # A letter, an explanation or a picture without a question belongs to nobody.
            if line.kind not in ("label", "choice", "picture"):
                self._begin(line, 0, "")
        elif line.kind == "text" and self._unnumbered(at, line):
            self._begin(line, 0, "")
        else:
            self._add(line)

    def _take_said(self, line: Line) -> None:
        """A person knows better: here a question begins, or this line belongs to the one that is open."""
        self.listing.open = None
        if line.said == "break" or self.open is None:
            self._begin(line, line.count if line.is_number else 0, line.style if line.is_number else "")
        else:
            self._add(line)
        self.open.said = True

    def _tell(self, line: Line) -> None:
        """A case begins: its lines belong to every question behind it, up to the next case, part or chapter."""
        self._forget()
        self.open, self.telling = None, [line]
        self.section += 1
        line.owner = "case"

    def _forget(self) -> None:
        """A case that no question followed was read by nobody."""
        for line in self.telling:
            line.owner = ""

    def _head(self, line: Line) -> None:
        self._forget()
        self.open, self.telling, self.case = None, [], None
        line.owner = "heading"
        self.section += 1
        if line.kind == "chapter" and not part_kind(line.text):
            self.chapter, self.kind = chapter_of(line.text), ""
            self.part = self.listing.enter(self.chapter)
        else:
            self.kind = part_kind(line.text)
            self.part = self.listing.enter(self.chapter, line.text)

    def _numbered(self, at: int, line: Line) -> bool:
        """A number begins a question unless it counts something inside the one that is open."""
        block = self.open
        if line.kind == "weak":
            return self._weak_begins(at, line)
        if block is None or (block.number == 0 and block.complete):
            return True
        if block.last == "rationale" and line.count != block.number + 1 and not self._starts_anew(at, line):
            return False
        if block.number and line.style != block.style:
            return block.complete and self.ahead.core(at, block.style)
        if block.complete:
            return True
        return self._begins_unfinished(block, line)

    def _begins_unfinished(self, block: Block, line: Line) -> bool:
        """A number behind a question without choices and answer: the next question, or a step inside its stem."""
        step = line.count == block.inner + 1
        if block.inner and step:
            if line.count == block.number + 1:
                # The next question or the next step: nobody can say.
                block.doubt = "readings_differ"
                self.made.skipped_numbers += 1
            block.inner = line.count
            return False
        if line.count > block.number:
            return True
        if not step:
            block.doubt = "readings_differ"
        block.inner = line.count
        return False

    def _starts_anew(self, at: int, line: Line) -> bool:
        """Inside an explanation only a number with choices or an answer of its own is a question's."""
        return self.ahead.core(at) or holds_answer(line.rest)

    def _weak_begins(self, at: int, line: Line) -> bool:
        """2、2021年… and 4.2米…: the next number, and choices or an answer of its own before the next sure one."""
        block = self.open
        if block is None or not (block.number or block.complete):
            return line.count == 1 and self.ahead.core(at)
        if block.number and line.count != block.number + 1:
            return False
        if block.number and self.ahead.count(at) == line.count + 1:
            # The next sure number counts on from this one.
            return True
        own = self.ahead.core(at) or holds_answer(line.rest)
        if block.answer is not None or block.keyed:
            return own
        return block.choices >= 2 and (self.ahead.run(at) or holds_answer(line.rest))

    def _unnumbered(self, at: int, line: Line) -> bool:
        """Whether a line without a number begins a question: behind a whole one, with choices or an answer."""
        block = self.open
        if not block.complete or (block.last == "answer" and not block.answer):
            return False
        if block.keyed and not block.choices and holds_answer(line.text):
            return True
        closed = block.last == "answer" and is_answer_like(block.answer or "")
        if not (line.blank_before or closed):
            return False
        if block.answer is not None or (block.keyed and block.choices):
            return self.ahead.core(at) or (holds_answer(line.text) and not block.number)
        return self.ahead.run(at)

    def _runs_again(self, at: int) -> bool:
        """Whether choices begin again at A; below an explanation they do only where an answer of their own follows."""
        block = self.open
        if block is None or not block.choices:
            return False
        return not (block.last == "rationale" and block.number and not self.ahead.answer(at))

    def _begin(self, line: Line, number: int, style: str) -> None:
        if self.telling:
            self.case, self.telling = _case_text(self.telling), []
        self.open = Block(number, style, self.kind, self.chapter, self.part, self.section)
        self.open.case = self.case
        self.made.blocks.append(self.open)
        if len(self.made.blocks) > self.most:
            raise FileRefusedError("too_many_items", most=self.most)
        self._add(line)
        self.open.keyed = holds_answer(line.rest if number else line.text)

    def _add(self, line: Line) -> None:
        block = self.open
        line.owner = "item"
        block.lines.append(line)
        if line.kind == "choice" and (line.letter == block.choices or not block.choices):
            block.choices += 1 + inline_count(line)
            block.last = "choice"
        elif line.kind == "label":
            block.last = line.label
        elif len(block.lines) == 1 and inline_count(line) >= 2:
            block.choices, block.last = inline_count(line), "choice"
        elif block.last == "stem" and not block.keyed:
            block.keyed = holds_answer(line.text)
        if line.kind == "text" and block.last == "answer":
            # Only its beginning is asked for here; see `blocks` for the whole.
            block.answer = f"{block.answer or ''}\n{line.text}".strip()[: LONGEST_ANSWER + 1]

    def _answer(self, at: int, line: Line) -> None:
        block = self.open
        if block is None:
            return
        if block.answer is not None and block.last != "answer" and block.lines[-1].kind == "text":
            # A second answer closes a question: what stands between is the next one, without a number.
            self._again(at, line)
            return
        if block.answer is not None and block.answer and line.rest and block.answer != line.rest:
            block.doubt = "answers_two"
        self._add(line)
        block.answer, block.last = (block.answer or line.rest), "answer"

    def _again(self, at: int, line: Line) -> None:
        """Choices that begin again at A, or a second answer, behind lines that nothing closed: both questions stop."""
        block = self.open
        taken: list[Line] = []
        while len(block.lines) > 1 and block.lines[-1].kind == "text" and not taken:
            taken.append(block.lines.pop())
        block.doubt = "readings_differ"
        first = taken[0] if taken else line
        self._begin(first, 0, "")
        self.open.doubt = "readings_differ"
        if taken:
            if line.kind == "answer":
                self._answer(at, line)
            else:
                self._add(line)


def _case_text(lines: Sequence[Line]) -> str:
    """The words of a case without 案例一： in front of them."""
    first, *more = (line.text for line in lines)
    found = CASE.fullmatch(first)
    return clean("\n".join(filter(None, [found[1] or found[2] or "" if found else first, *more])))
