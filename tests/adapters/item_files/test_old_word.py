"""The binary .doc: numbers of lists, tables, hidden and struck words, pictures; broken files are refused in words."""

import base64
import gzip
import random
from pathlib import Path

import pytest

from examapp.adapters.item_files.old_word.containers import streams_of
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.tables.refusals import FileRefusedError

# Our own document, saved as "Word 97-2003" by LibreOffice.
SAMPLE = gzip.decompress(base64.b64decode(Path(__file__).with_name("old_word.b64").read_bytes()))


def test_paragraphs_with_drawn_numbers_and_tables_give_their_items():
    result = read_file("题.doc", SAMPLE)
    assert [
        (one.stem, [choice.text for choice in one.choices], "".join(one.answer)) for one in result.drafts
    ] == [
        ("先做什么（ ）。", ["甲", "报警", "丙"], "b"),
        ("再做什么（ ）。", ["疏散", "睡觉"], "a"),
        ("第三题（ ）。", ["一", "二", "三"], "c"),
        ("有隐藏字的题（ ）。", ["甲甲", "乙乙"], "a"),
        ("图中的标志表示（ ）。\n〔图〕", ["禁止", "通行"], "a"),
        ("表里第一题（ ）", [], "true"),
        ("表里第二题（ ）", ["左", "右"], "b"),
    ]
    assert result.format == "doc"


def test_what_nobody_sees_and_what_nobody_reads_is_named():
    result = read_file("题.doc", SAMPLE)
    told = {(one.reason, one.text) for one in result.unused}
    assert {
        ("hidden_text", "隐藏答案"),
        ("struck_text", "划掉"),
        ("page_header", "内部资料 注意保存"),
        ("picture", "Word 里的第 1 张图"),
        ("stray", "后面的话"),
    } <= told
    assert [one.stem[:3] for one in result.drafts if one.stopped] == ["图中的"]
    assert [one.code for one in result.drafts[4].problems] == ["picture_unread"]


def _flags(content: bytes) -> int:
    """Where the flags of the document stand in the file."""
    return content.index(streams_of(content)["WordDocument"][:512]) + 10


def test_a_locked_document_and_one_of_before_word_97_are_refused_by_name():
    at = _flags(SAMPLE)
    locked = bytearray(SAMPLE)
    locked[at + 1] |= 1
    older = bytearray(SAMPLE)
    older[at - 8 : at - 6] = b"\x65\x00"
    for content, code in ((locked, "zip_locked"), (older, "old_word")):
        with pytest.raises(FileRefusedError) as refused:
            read_file("题.doc", bytes(content))
        assert refused.value.code == code


@pytest.mark.parametrize("seed", range(6))
def test_a_broken_document_is_read_or_refused_and_nothing_else_happens(seed):
    dice = random.Random(seed)
    codes = set()
    for _ in range(40):
        content = bytearray(SAMPLE)
        for _ in range(dice.choice((1, 4, 30))):
            content[dice.randrange(512, len(content))] = dice.randrange(256)
        if dice.random() < 0.2:
            content = content[: dice.randrange(600, len(content))]
        try:
            read_file("题.doc", bytes(content))
        except FileRefusedError as refused:
            codes.add(refused.code)
    assert codes <= {"word_broken", "zip_locked", "old_word", "table_broken", "too_many_lines"}
