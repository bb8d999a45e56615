"""What a single line cannot say its neighbours do: lists of answers, and letters without a sign behind them."""

from collections.abc import Sequence

from examapp.adapters.item_files.answers import is_answer_like
from examapp.adapters.item_files.brackets import has_gap
from examapp.adapters.item_files.prose.answer_lists import is_answer_heading, is_listed
from examapp.adapters.item_files.prose.leads import ordinal_of
from examapp.adapters.item_files.prose.signs import Line

LONGEST_HEAD = 30


def settle_signs(lines: Sequence[Line]) -> None:
    """Decide by the following lines which are lists of answers and which letters are choices."""
    following: Line | None = None
    for line in reversed(lines):
        if line.kind == "answer" and is_listed(line.rest) and not is_answer_like(line.rest):
            line.kind = "list"
        elif is_answer_heading(line.text) and not (line.kind == "answer" and line.rest):
            listed = following is not None and (following.kind == "list" or is_listed(following.text))
            headed = following is not None and following.kind in ("heading", "chapter")
            counted = (
                following is not None
                and not line.text.endswith(("：", ":"))
                and ordinal_of(following.text)[0]
            )
            line.kind = "list" if listed or headed or counted or line.kind != "answer" else line.kind
        elif line.kind in ("text", "chapter") and following is not None and is_listed(following.text):
            # 本章答案：, 第一章习题答案, 答案及评分标准: any words that say so, where answers stand below.
            # What is listed itself, 1.【答案】A, is the list's first line.
            told = len(line.text) <= LONGEST_HEAD and "答案" in line.text and not is_listed(line.text)
            line.kind = "list" if told and not has_gap(line.text) else line.kind
        following = line
    _settle_letters(lines)


def _settle_letters(lines: Sequence[Line]) -> None:
    """A letter without a sign counts where its neighbour, before or behind, is the next letter in the same hand."""
    for at, line in enumerate(lines):
        if line.kind not in ("choice", "glued") or line.signed:
            continue
        before = lines[at - 1] if at else None
        behind = lines[at + 1] if at + 1 < len(lines) else None
        neighbours = any(
            other is not None and other.kind in ("choice", "glued") and not other.signed
            and other.letter == line.letter + step
            for other, step in ((before, -1), (behind, 1))
        )  # fmt: skip
        if neighbours:
            line.kind = "choice"
        elif line.kind == "glued" or f" {chr(66 + line.letter)} " not in f" {line.rest.upper()} ":
            line.kind = "text"
