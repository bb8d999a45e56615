"""Drafts as hypothesis makes them: any text, with the signs that formats stumble over."""

import io

from hypothesis import strategies as st
from PIL import Image

from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice, DraftPicture
from examapp.adapters.item_files.texts import clean
from question_bank.model import Industry, Post, Role, Topic

NASTY = ["A. 甲", "1. 乙", "（ B ）", "答案：A", "解析：无", "=1+1", "<b>粗</b>", "{=x}", "~%50%", "\\n", "\\", "//", "::", "&amp;", "]]>",
         "“引号”", "，。；：", "  ", "\n", "'=", "@x", "->", "#", "CO₂", "㎡", "①", "对", "√", "|", "\t", "𠮷", "19.5%～21%"]  # fmt: skip
_SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
texts = st.one_of(
    st.text(st.sampled_from("安全生产动火作业许可证甲乙丙丁，。、（）？ abcXYZ019"), min_size=1, max_size=30),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(_SIGNS, max_size=6)), min_size=1, max_size=6).map("".join),
).map(clean).filter(lambda text: text and "\ue000" not in text)  # fmt: skip
lines = texts.map(lambda text: " ".join(text.split())).filter(bool)


def png(colour: tuple[int, int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


pictures = st.builds(
    lambda colour, alt: DraftPicture(png(colour), "image/png", alt),
    st.tuples(*[st.integers(0, 255)] * 3),
    st.sampled_from(["", "一张图", '图 "甲" & <乙>']),
)


def labels(known, most: int = 3):
    return st.lists(st.sampled_from([one.label for one in known]), max_size=most, unique=True).map(tuple)


@st.composite
def drafts(draw) -> Draft:
    """One whole draft of any type."""
    kind = draw(
        st.sampled_from(["single", "multiple", "judgement", "ordering", "numeric", "blank", "hotspot"])
    )
    draft = Draft(type=kind, stem=draw(texts))
    _facts(draw, draft)
    if kind in ("single", "multiple", "ordering", "hotspot"):
        found = draw(st.lists(texts, min_size=2, max_size=6, unique=True))
        areas = [
            f"rect {100 * at} {50 * at} 90 40" if kind == "hotspot" else None for at in range(len(found))
        ]
        draft.choices = tuple(map(DraftChoice, LETTERS, found, areas))
        ids = [one.id for one in draft.choices]
        if kind == "single":
            draft.answer = (draw(st.sampled_from(ids)),)
        elif kind == "ordering":
            draft.answer = tuple(draw(st.permutations(ids)))
        else:
            draft.answer = tuple(
                sorted(draw(st.sets(st.sampled_from(ids), min_size=2 if kind == "multiple" else 1)))
            )
    elif kind == "judgement":
        draft.answer = (draw(st.sampled_from(["true", "false"])),)
    elif kind == "numeric":
        draft.answer = (draw(st.sampled_from(["19.5", "0", "-5", "30", "0.05"])),)
        draft.tolerance = draw(st.sampled_from(["", "0.5", "1"]))
        draft.unit = draw(st.sampled_from(["", "%", "米", "mg/m³"]))
    else:
        draft.answer = tuple(draw(st.lists(lines, min_size=1, max_size=3, unique=True)))
    return draft


def _facts(draw, draft: Draft) -> None:
    draft.rationale = draw(st.one_of(st.just(""), texts))
    draft.topic = draw(st.sampled_from(["", *(one.label for one in Topic)]))
    draft.roles, draft.industries, draft.posts = (
        draw(labels(Role)),
        draw(labels(Industry)),
        draw(labels(Post)),
    )
    draft.difficulty = draw(st.sampled_from(["", "1", "5", "较难"]))
    draft.citations = draw(
        st.sampled_from([(), ("《某规定》第 3 条",), ("《甲办法》第 4 条", "乙标准 5.1.2")])
    )
    draft.read_aloud = draw(st.sampled_from(["", "读作氧气"]))
    draft.item_id = draw(st.sampled_from(["", "hot-work-001"]))
    if draft.type == "multiple":
        draft.policy = draw(st.sampled_from(["", "partial"]))
    if draft.type in ("single", "multiple", "ordering"):
        draft.shuffle = draw(st.booleans())
    if draw(st.booleans()):
        draft.case_id, draft.case_text = "case-a", "一个案例的全文，两句话。"
    if draft.type == "hotspot" or draw(st.integers(0, 4)) == 0:
        draft.picture = draw(pictures)
