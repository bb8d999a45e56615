"""A document is printed in a process of its own, whatever its texts hold, and within its time."""

import io
import sys
import time
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from examapp.adapters.documents import printing
from examapp.adapters.documents.printing import Printer
from examapp.adapters.documents.sheets import archive_sheet
from examapp.domain.errors import DomainError

HEADS = {"title": "档案", "uscc": "U", "made_at": "2026", "banner": "", "group_head": ["内容"], "groups": []}


def sheet_of(name: str):
    return archive_sheet({**HEADS, "enterprise": name, "head": ["姓名"], "rows": []})


def text_of(name: str) -> str:
    document = Printer().make(sheet_of(name), seconds=60, patience=0)
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


@pytest.mark.parametrize(
    ("name", "printed", "note"),
    [
        ("😀", "〓", "U+1F600"),
        ("王𠮷", "王〓", "U+20BB7"),
        ("王\u200b五", "王五", "略去了看不见的字符：U+200B"),
        ("李\u202e四\x07", "李四", "U+202E、U+0007"),
        ("葛\U000e0100", "葛", "U+E0100"),
        ("买买提·吐尔逊", "买买提·吐尔逊", ""),
    ],
)
def test_a_sign_that_no_font_has_stops_no_document_and_is_named_by_its_code_point_R46(name, printed, note):
    text = text_of(name)
    assert printed in text
    assert note in text
    assert ("U+" in text) == bool(note)


def test_sub_and_superscripts_are_set_small_and_need_no_note():
    text = text_of("江南 H₂SO₄ 分装，10⁻³ m³，Na₂S₂O₃")
    assert "H2SO4" in text.replace(" ", "").replace("\n", "")
    assert "〓" not in text
    assert "U+" not in text


def small_font(path: Path, sign: str, *, named: bool = True) -> None:
    """A font with one square glyph for one sign; a nameless one is no font for typst."""
    pen = TTGlyphPen(None)
    for place, corner in enumerate([(100, 0), (100, 700), (800, 700), (800, 0)]):
        (pen.lineTo if place else pen.moveTo)(corner)
    pen.closePath()
    empty = TTGlyphPen(None).glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap({ord(sign): "square"})
    font.setupGlyf({".notdef": empty, "square": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 100)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    names = {"familyName": "Rare", "styleName": "Regular", "psName": "Rare-Regular"}
    font.setupNameTable(names if named else {"styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    font.save(path)


def test_a_folder_of_more_fonts_draws_what_the_others_lack_and_a_broken_file_in_it_stops_nothing(tmp_path):
    small_font(tmp_path / "rare.ttf", "𠮷")
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    small_font(tmp_path / "nameless.ttf", "😀", named=False)
    printer = Printer(extra_font_dir=str(tmp_path))
    document = printer.make(sheet_of("王𠮷😀"), seconds=60, patience=0)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    assert "王𠮷〓" in text
    assert "U+20BB7" not in text


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_of_more_fonts_that_is_missing_or_empty_stops_nothing(tmp_path, name):
    (tmp_path / "empty").mkdir()
    printer = Printer(extra_font_dir=str(tmp_path / name))
    assert printer.make(sheet_of("王𠮷"), seconds=60, patience=0).startswith(b"%PDF")


def test_a_server_that_prints_never_loads_typst_or_a_font_itself_R45():
    text_of("甲")
    assert {"typst", "examapp.adapters.documents.print_child"} & set(sys.modules) == set()


def test_a_document_that_takes_too_long_is_given_up_and_its_process_ended(tmp_path, monkeypatch):
    slow = tmp_path / "slow"
    slow.write_text('#!/bin/sh\necho $$ > "${0}.pid"\nexec sleep 60\n')
    slow.chmod(0o755)
    monkeypatch.setattr(printing.sys, "executable", str(slow))
    began = time.monotonic()
    with pytest.raises(DomainError, match="printing_slow"):
        Printer().make(sheet_of("甲"), seconds=1, patience=0)
    assert time.monotonic() - began < 30
    assert not Path(f"/proc/{(tmp_path / 'slow.pid').read_text().strip()}").exists()


def test_whoever_finds_all_turns_taken_is_told_at_once():
    printer = Printer(at_once=1)
    printer._turns.acquire()
    with pytest.raises(DomainError, match="printing_slow"):
        printer.make(sheet_of("甲"), seconds=60, patience=0)
    printer._turns.release()
    assert printer.make(sheet_of("甲"), seconds=60, patience=0).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("command", "code"), [("/bin/false", "printing_failed"), ("/no/such", "printing_failed")]
)
def test_a_printing_process_that_fails_is_told_and_the_next_one_prints(monkeypatch, command, code):
    printer = Printer()
    with monkeypatch.context() as patched:
        patched.setattr(printing.sys, "executable", command)
        with pytest.raises(DomainError, match=code):
            printer.make(sheet_of("甲"), seconds=60, patience=0)
    assert printer.make(sheet_of("甲"), seconds=60, patience=0).startswith(b"%PDF")


def test_without_any_font_that_is_what_is_said(tmp_path):
    with pytest.raises(DomainError, match="font_missing"):
        Printer(font_dir=str(tmp_path)).make(sheet_of("甲"), seconds=60, patience=0)
