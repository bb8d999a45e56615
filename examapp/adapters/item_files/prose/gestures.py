"""What a person said of the lines of a text is done before it is cut; the lines as they were read are given back."""

import re
from collections.abc import Mapping, Sequence

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.prose.answer_lists import is_listed
from examapp.adapters.item_files.prose.cutting import Block
from examapp.adapters.item_files.prose.signs import Line
from examapp.domain.source_lines import SourceLine

MOST_SOURCE_LINES = 60_000
_LONGEST = 2_000
# 选B, 正确：B, B、报警, 答 √: the answer itself stands behind the last colon, at the end or in front.
_ENDS = re.compile(r"(?:^|[^A-Za-z])([A-HＡ-Ｈ]{1,8}|[√×✓✗对错])[\s。.；;）)】\]]*$")
_BEGINS = re.compile(r"^[（(【\[]?([A-HＡ-Ｈ]{1,8}|[√×✓✗])(?:[\s.．、:：）)】\]]|$)")


def apply_gestures(lines: Sequence[Line], said: Mapping[int, str]) -> None:
    """Mark the first part of every line that a person spoke of; what was taken for a page header is a line again."""
    last = 0
    for line in lines:
        gesture = said.get(line.at, "")
        # A line that is taken out goes with all its parts.
        gesture = gesture if line.at != last or gesture == "drop" else ""
        last = line.at
        if not gesture:
            continue
        line.said, line.owner = gesture, "dropped" if gesture == "drop" else ""
        if gesture == "answer":
            line.kind, line.rest = "answer", answer_words(line.text)
        elif gesture == "list":
            # The first answers of the list, or the title above them.
            line.kind, line.rest = "list", line.text if is_listed(line.text) else ""


def answer_words(text: str) -> str:
    """The answer in a line that a person calls the answer."""
    behind = re.split(r"[:：]", text)[-1].strip()
    for words in (text, behind):
        if is_answer_like(words):
            return words
    found = _ENDS.search(text) or _BEGINS.match(text)
    return found[1] if found else behind or text


def source_of(lines: Sequence[Line], blocks: Sequence[Block]) -> list[SourceLine]:
    """The lines with what they became; a very long text gives none."""
    if len(lines) > MOST_SOURCE_LINES:
        return []
    items = {
        id(line): number
        for number, block in enumerate(blocks, 1)
        for line in block.lines
        if line.owner == "item"
    }
    doubtful = {id(block.lines[0]) for block in blocks if block.doubt}
    firsts = {id(block.lines[0]) for block in blocks}
    return [
        SourceLine(
            line.at,
            line.text[:_LONGEST],
            _role(line),
            items.get(id(line), 0),
            id(line) in firsts,
            id(line) in doubtful,
        )
        for line in lines
    ]


def _role(line: Line) -> str:
    if line.role and line.owner == "item":
        return line.role
    return "key" if line.owner == "list" else line.owner or "unread"
