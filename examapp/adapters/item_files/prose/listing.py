"""The list of answers that is open while lines are cut: which lines it takes, and where it ends."""

from collections.abc import Sequence

from examapp.adapters.item_files.brackets import has_gap, holds_answer
from examapp.adapters.item_files.prose.ahead import Ahead
from examapp.adapters.item_files.prose.answer_lists import (
    AnswerList,
    Listed,
    chapter_of,
    is_answer_heading,
    is_listed,
    is_worded,
)
from examapp.adapters.item_files.prose.leads import NUMERALS, lead_of, ordinal_of
from examapp.adapters.item_files.prose.signs import Line, part_kind
from examapp.adapters.item_files.type_words import find_type

_AHEAD = 6
_LONGEST_TITLE = 60


class Listing:
    """Opens lists and gives them their lines; remembers the parts above, of which a list may speak by numeral."""

    def __init__(self, lines: Sequence[Line], ahead: Ahead) -> None:
        self._lines = lines
        self._ahead = ahead
        self._kinds: dict[tuple[str, str], str] = {}
        self._parts = 0
        self.open: AnswerList | None = None

    def enter(self, chapter: str, heading: str = "") -> str:
        """A chapter begins, or a part of it; gives the numeral of the part, by its heading or by counting."""
        self._parts = self._parts + 1 if heading else 0
        counted = NUMERALS[self._parts - 1] if 0 < self._parts <= len(NUMERALS) else ""
        part = (ordinal_of(heading)[0] or counted) if heading else ""
        self._kinds[chapter, part] = self._kinds["", part] = find_type(part_kind(heading)) if heading else ""
        return part

    def begin(self, line: Line) -> AnswerList:
        """The list that the line opens, perhaps with answers behind its colon."""
        self.open = AnswerList(kind=find_type(line.text) if len(line.text) <= 20 else "", kinds=self._kinds)
        line.owner = "heading"
        if is_answer_heading(line.text):
            return self.open
        rest = line.rest if line.rest else line.text.partition("：")[2] or line.text.partition(":")[2]
        if rest:
            line.owner = "list" if self.open.take(line.at, rest) else "list_unread"
        return self.open

    def takes(self, at: int, line: Line) -> bool:
        """Whether the open list takes the line; a question, or a heading without answers below, ends it."""
        if line.kind == "list" and not line.rest:
            # Each part of the list has its own 参考答案 above it.
            self.open.kind = find_type(line.text) or self.open.kind
            line.owner = "heading"
            return True
        if line.kind in ("list", "case"):
            return False
        line.owner = self._owner(at, line)
        return bool(line.owner)

    def _owner(self, at: int, line: Line) -> str:
        if self.open.take(line.at, line.text):
            return "list"
        if line.kind in ("heading", "chapter"):
            return self._heading(at, line)
        if self.open.explain(line):
            return "list"
        if self._ahead.core(at) or _asks(line):
            return ""
        if self._ends_below(at):
            return "title" if len(line.text) <= _LONGEST_TITLE else "unread"
        if line.is_number and is_worded(self.open.kind):
            return "list" if self._counts_on(line) or self.open.take_words(line.at, line.text) else ""
        if line.kind != "text":
            return ""
        if ordinal_of(line.text) == (line.text[:1], ""):
            self.open.head("", line.text[:1])
            return "heading"
        if self.open.take_words(line.at, line.text) or self.open.lengthen(line.text):
            return "list"
        return "list_unread"

    def _heading(self, at: int, line: Line) -> str:
        """A heading belongs to the list while answers stand below it, or behind it."""
        kind = find_type(part_kind(line.text))
        if lead_of(line.text).rest[:1].isdigit() and self.open.take_words(line.at, line.text):
            return "list"
        if not self._list_behind(at) and not self._words_behind(at, line, kind):
            return ""
        if line.kind == "chapter":
            self.open.chapter = chapter_of(line.text)
        self.open.head("" if line.kind == "chapter" else kind)
        return "heading"

    def _words_behind(self, at: int, line: Line, kind: str) -> bool:
        """Whether a part that stood above comes again, and what is below asks nothing."""
        part = ordinal_of(line.text)[0]
        below = self._lines[at + 1] if at + 1 < len(self._lines) else None
        again = bool(part) and is_worded(kind) and self._kinds.get((self.open.chapter, part)) == kind
        return (
            again
            and below is not None
            and below.is_number
            and not _asks(below)
            and not self._ahead.core(at + 1)
        )

    def _counts_on(self, line: Line) -> bool:
        """2.5米 behind 1. 3米: the answer of the second question, though 2.5 could be a decimal."""
        entries = self.open.entries
        if line.kind != "weak" or not entries or entries[-1].number + 1 != line.count:
            return False
        kind, chapter, part = self.open.kind, self.open.chapter, self.open.part
        entries.append(Listed(line.count, line.rest, line.at, kind, chapter, part))
        return True

    def _ends_below(self, at: int) -> bool:
        """Whether the line stands above a heading that is none of the list: the next paper's title."""
        below = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if below is None or below.kind not in ("heading", "chapter") or ordinal_of(self._lines[at].text)[0]:
            return False
        return self._lines[at].kind == "text" and not self._list_behind(at + 1)

    def _list_behind(self, at: int) -> bool:
        """Whether the next line that is no heading holds answers."""
        for line in self._lines[at + 1 : at + _AHEAD]:
            if line.kind == "heading" and is_listed(line.text):
                return True
            if line.kind not in ("heading", "chapter", "list"):
                return is_listed(line.text)
        return False


def _asks(line: Line) -> bool:
    """Whether the line is a question for itself: a gap, or a key in its bracket."""
    return has_gap(line.text) or holds_answer(line.text)
