"""The second reading: what belongs to one answer, told by choices and answers alone, whatever the numbers say."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from examapp.adapters.item_files.brackets import holds_answer
from examapp.adapters.item_files.prose.choices import inline_count
from examapp.adapters.item_files.prose.signs import Line


@dataclass(slots=True)
class Core:
    """Choices that begin at A, and an answer; `first` is the line where it shows itself."""

    first: Line
    choices: bool = False
    mark: str | None = None
    keyed: bool = False
    words_since: bool = False
    numbered_since: bool = False

    @property
    def answered(self) -> bool:
        """Whether an answer was found."""
        return self.keyed or bool(self.mark)


@dataclass(slots=True)
class _Reader:
    """Goes through the lines once."""

    cores: list[Core] = field(default_factory=list)
    explaining: bool = False

    @property
    def open(self) -> Core | None:
        """The core that is being read."""
        return self.cores[-1] if self.cores else None

    def take(self, line: Line, asked_again: bool) -> None:
        """One line; `asked_again` says that an answer comes before the next number."""
        core = self.open
        if line.said == "break":
            core = Core(line)
            self.cores.append(core)
            self.explaining = False
        if line.kind == "choice" and line.letter == 0:
            if self.explaining and not asked_again:
                return
            self._choices(line)
        elif line.kind == "answer":
            self._mark(line)
        elif line.kind in ("number", "weak", "text", "tagged"):
            if line.kind != "text":
                self.explaining = False
            self._words(line)
        elif line.kind == "label":
            self.explaining = line.label == "rationale"
        elif core is not None:
            core.words_since = True

    def _choices(self, line: Line) -> None:
        core = self.open
        self.explaining = False
        if core is None or core.choices:
            core = Core(line)
            self.cores.append(core)
        core.choices = core.words_since = True

    def _mark(self, line: Line) -> None:
        core = self.open
        self.explaining = False
        again = core is not None and (core.numbered_since if core.mark is None else core.words_since)
        if core is None or (core.answered and again):
            core = Core(line)
            self.cores.append(core)
        core.mark, core.words_since = core.mark or line.rest, False

    def _words(self, line: Line) -> None:
        core = self.open
        if core is not None and core.mark == "" and line.kind == "text":
            core.mark = line.text
            return
        text = line.rest if line.is_number else line.text
        inline = inline_count(line) >= 2
        # Between choices and their answer a bracket of a line without a number is a part of the last choice.
        within = line.kind == "text" and core is not None and core.choices and not core.answered
        keyed = not self.explaining and not within and holds_answer(text)
        if inline or keyed:
            self.cores.append(Core(line, choices=inline, keyed=keyed))
        elif core is not None:
            core.words_since = True
            core.numbered_since = core.numbered_since or line.is_number


def read_cores(lines: Sequence[Line]) -> list[Core]:
    """The cores of all lines that are no heading and no list of answers."""
    wanted = [line for line in lines if line.owner in ("", "item", "stray")]
    reader = _Reader()
    asked = _asked_again(wanted)
    for line, again in zip(wanted, asked, strict=True):
        reader.take(line, again)
    return reader.cores


def _asked_again(lines: Sequence[Line]) -> list[bool]:
    """For each line whether an answer comes before the next number."""
    told, answer = [], False
    for line in reversed(lines):
        told.append(answer)
        if line.kind == "answer":
            answer = True
        elif line.kind == "number":
            answer = False
    return told[::-1]
