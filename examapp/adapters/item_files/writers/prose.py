"""Drafts as typed text and as a Word file: 一、单选题 / 1. / A. / 答案：/ 解析："""

import io
import re
from collections.abc import Iterator, Sequence

import docx
from docx.oxml.ns import qn
from docx.shared import Cm

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.prose import signs
from examapp.adapters.item_files.prose.answer_lists import is_answer_heading
from examapp.adapters.item_files.prose.reading import read_prose
from examapp.adapters.item_files.type_words import label_of
from examapp.adapters.item_files.types import answer_text
from examapp.adapters.item_files.writers.tables import LETTERS

_CHINESE = "一二三四五六七八九十"
_MARKS = (signs.HEADING, signs.NUMBER, signs.CHOICE, signs.ANSWER, *signs.LABELS.values())
_LABELS = (("rationale", "解析"), ("topic", "主题"), ("difficulty", "难度"), ("roles", "适用人员"), ("citations", "依据"), ("unit", "单位"),
           ("tolerance", "允许误差"))  # fmt: skip


def is_plain_enough(draft: Draft) -> bool:
    """Whether no line of it could be taken for a number, a letter, an answer or a heading."""
    texts = [
        draft.stem,
        *(one.text for one in draft.choices),
        *(answer_text(draft).split("|")),
        draft.rationale,
        *draft.citations,
    ]
    single = [draft.topic, draft.difficulty, draft.unit, draft.tolerance, *draft.roles, *draft.citations]
    lines = [line for text in texts if text for line in text.split("\n")]
    heads = [text.split("\n")[0] for text in (draft.stem, *(one.text for one in draft.choices)) if text]
    bare = any(line.startswith((":", "：")) for line in [*lines, *single])
    return (
        all(lines)
        and not bare
        and not any("\n" in one for one in single)
        and not any(
            _is_mark(line) for line in lines if line not in draft.answer and line != answer_text(draft)
        )
        and not any(signs.TAG.match(one) for one in heads)
        and _comes_back(draft)
    )


def _comes_back(draft: Draft) -> bool:
    """Whether reading it again, with another item behind it, gives the same:
    the reader itself knows best what it mistakes.
    """
    found = read_prose("", [part for line, _ in lines_of([draft, draft]) for part in line.split("\n")]).drafts
    held = ("type", "stem", "choices", "answer", *(field for field, _ in _LABELS))
    return len(found) == 2 and all(
        not one.stopped and getattr(one, name) == getattr(draft, name) for one in found for name in held
    )


def _is_mark(line: str) -> bool:
    bare = line.strip("【】[]《》：: ")
    named = bool(re.fullmatch(r"\S{1,6}题", bare))
    return named or is_answer_heading(line) or any(one.match(line) for one in _MARKS)


def lines_of(drafts: Sequence[Draft]) -> Iterator[tuple[str, Draft | None]]:
    """Lines in order; a draft stands beside the first line of its stem's end, where its picture belongs."""
    kind, part = "", 0
    for number, draft in enumerate(drafts, 1):
        if draft.type != kind:
            kind, part = draft.type, part + 1
            yield f"{_CHINESE[(part - 1) % 10]}、{label_of(kind)}", None
        yield f"{number}. {draft.stem}", draft
        for letter, choice in zip(LETTERS, draft.choices, strict=False):
            yield f"{letter}. {choice.text}", None
        yield f"答案：{answer_text(draft)}", None
        for field, label in _LABELS:
            value = getattr(draft, field)
            if value:
                yield f"{label}：{_joined(field, value)}", None
        yield "", None


def _joined(field: str, value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ("；" if field == "citations" else "、").join(value)


def write_text(drafts: Sequence[Draft]) -> bytes:
    """UTF-8 with BOM, so that Windows' own editor shows it right."""
    return "\r\n".join(line.replace("\n", "\r\n") for line, _ in lines_of(drafts)).encode("utf-8-sig")


def write_word(drafts: Sequence[Draft]) -> bytes:
    """A .docx; raster pictures stand below their stem."""
    document = docx.Document()
    document.styles["Normal"].font.name = "SimSun"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for line, draft in lines_of(drafts):
        document.add_paragraph(line)
        if draft is not None and draft.picture is not None and draft.picture.media_type != "image/svg+xml":
            document.add_picture(io.BytesIO(draft.picture.content), width=Cm(8))
            document.inline_shapes[-1]._inline.docPr.set("descr", draft.picture.alt)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
