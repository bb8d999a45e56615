"""Item files made to harm: refused with a sentence, or made harmless and said so."""

import csv
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.images import redraw
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.writing import FORMATS
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.web.items.item_imports.words import REFUSALS, refusal_sentence
from tests.adapters.hostile import unzipped, workbook, zipped
from tests.adapters.item_files.office import Office
from tests.adapters.item_files.qti_samples import MANIFEST, single_item
from tests.adapters.item_files.strategies import png

XXE = '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE q SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>'
LAUGHS = '<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
MOODLE = ('<quiz><question type="truefalse"><questiontext format="html"><text>%s</text></questiontext>'
          '<answer fraction="100"><text>true</text></answer></question></quiz>')  # fmt: skip


def refused(content: bytes, name: str = "题") -> str:
    with pytest.raises(FileRefusedError) as caught:
        read_file(name, content)
    sentence = refusal_sentence(caught.value.code, caught.value.data)
    assert sentence.endswith("。")
    assert caught.value.code in REFUSALS
    return caught.value.code


@pytest.mark.parametrize("head", [XXE, REMOTE, LAUGHS], ids=["file", "network", "laughs"])
def test_s17_entities_are_refused_in_moodle_qti_and_word(head):
    entity = "&c;" if head is LAUGHS else "&x;" if head is XXE else ""
    moodle = '<?xml version="1.0"?>' + head.replace("DOCTYPE q", "DOCTYPE quiz") + MOODLE % entity
    assert refused(moodle.encode()) == "xml_entities"
    assert (
        refused(single_item("2.1").replace("?>", "?>" + head, 1).replace("哪个对？", entity).encode())
        == "xml_entities"
    )
    made = Office()
    made.line("1. 题（A）")
    parts = unzipped(made.bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"?>", b"?>" + head.encode(), 1)
    assert refused(zipped(parts)) == "xml_entities"


def test_s17_a_doctype_alone_which_old_programs_write_is_no_reason_to_refuse():
    text = '<?xml version="1.0"?><!DOCTYPE quiz>' + MOODLE % "安全。"
    assert [one.stem for one in read_file("题.xml", text.encode()).drafts] == ["安全。"]


def test_s17_an_entity_in_one_file_of_a_qti_zip_refuses_the_whole_zip():
    bad = single_item("2.1").replace("?>", "?>" + XXE, 1).replace("哪个对？", "&x;")
    content = zipped({"imsmanifest.xml": MANIFEST.encode(), "one.xml": bad.encode()})
    assert refused(content) == "xml_entities"


def test_s17_xml_nested_a_hundred_thousand_deep_is_refused():
    deep = "<quiz>" + "<a>" * 100_000 + "</a>" * 100_000 + "</quiz>"
    assert refused(deep.encode()) == "xml_too_deep"


def test_s17_bombs_of_zip_word_and_excel_are_refused():
    bomb = b"\0" * (65 * 1024 * 1024)
    made = Office()
    made.line("1. 题（A）")
    parts = unzipped(made.bytes())
    assert refused(zipped({**parts, "word/media/image1.png": bomb})) == "zip_bomb"
    assert refused(zipped({"imsmanifest.xml": MANIFEST.encode(), "one.xml": bomb})) == "zip_bomb"
    assert refused(workbook(b'<row r="1"><c r="A1"/></row>' * 3_000_000)) == "zip_bomb"
    assert refused(zipped({f"{at}.toml": b"" for at in range(3_001)})) == "zip_bomb"


def test_s17_a_file_over_the_limit_is_refused_unread():
    assert refused(b"a" * (20 * 1024 * 1024 + 1)) == "file_too_large"


def test_s17_a_locked_zip_and_a_path_out_of_it_are_refused():
    assert refused(zipped({"../../x.toml": b""})) == "zip_escapes"
    locked = bytearray(zipped({"a.toml": b"x"}))
    at = locked.index(b"PK\x01\x02") + 8
    locked[at] |= 1
    assert refused(bytes(locked)) == "zip_locked"


def test_s17_a_qti_picture_outside_the_package_is_not_fetched():
    item = single_item("2.1").replace(
        "<p>哪个对？</p>", '<p>哪个对？<img src="../../../etc/passwd"/><img src="file:///etc/passwd"/></p>'
    )
    (draft,) = read_file("题.xml", item.encode()).drafts
    assert draft.picture is None
    assert {one.code for one in draft.problems} == {"picture_missing"}


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x","点")', "\t=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_s17_formulas_in_exports_are_never_run_and_come_back_as_they_were(text):
    draft = Draft(
        type="single",
        stem=f"{text} 等于几？",
        choices=(DraftChoice("a", text.strip()), DraftChoice("b", "没有")),
        answer=("a",),
    )
    table = FORMATS["csv"].write([draft]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    book = FORMATS["xlsx"].write([draft])
    sheets = [part for name, part in unzipped(book).items() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in part or b"<f " in part for part in sheets)
    assert CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    for key in ("csv", "xlsx"):
        (found,) = read_file("题", FORMATS[key].write([draft])).drafts
        assert (found.stem, found.choices[0].text) == (draft.stem.strip(), text.strip())


SCRIPTS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe src=//x></iframe>",
           '<a href="javascript:alert(1)">点</a>', "<style>*{display:none}</style>"]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_s18_a_script_in_a_stem_becomes_plain_text_and_is_told(script):
    escaped = script.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    (draft,) = read_file("题.xml", (MOODLE % f"安全。{escaped}").encode()).drafts
    assert "active_defused" in [one.code for one in draft.problems]
    assert draft.stem.startswith("安全。")


def test_s18_a_small_safe_part_of_html_becomes_text():
    html = "&lt;p&gt;CO&lt;sub&gt;2&lt;/sub&gt; 和 &lt;b&gt;m&lt;/b&gt;&lt;sup&gt;2&lt;/sup&gt;&lt;br&gt;第二行&amp;nbsp;&amp;lt; 3&lt;/p&gt;"
    (draft,) = read_file("题.xml", (MOODLE % html).encode()).drafts
    assert (draft.stem, draft.problems) == ("CO₂ 和 m²\n第二行 < 3", [])


def test_s18_markup_typed_in_excel_or_text_stays_text():
    found = read_file(
        "题.xlsx",
        write_excel({"题": [["题干", "A", "B", "答案"], ["<b>粗</b><script>x</script>", "<i>", "乙", "A"]]}),
    )
    assert (found.drafts[0].stem, found.drafts[0].choices[0].text) == ("<b>粗</b><script>x</script>", "<i>")


@pytest.mark.parametrize("inside", ["<script>alert(1)</script>", '<rect onclick="x()"/>', '<image href="http://x/a.png"/>', "<foreignObject/>",
                                    '<a href="javascript:x()"/>', '<style>@import url("//x")</style>', '<use xlink:href="data:x"/>'])  # fmt: skip
def test_s18_an_svg_that_runs_or_fetches_is_refused(inside):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">{inside}</svg>'
    assert redraw(svg.encode()) is None
    assert redraw(svg.replace(inside, "<rect/>").encode()) is not None


def test_s18_a_page_or_a_script_hidden_in_a_picture_does_not_survive():
    assert redraw(b"<html><script>alert(1)</script></html>") is None
    assert redraw(b"GIF89a<script>alert(1)</script>") is None
    drawn, kind = redraw(png((1, 2, 3)) + b"<script>alert(1)</script>")
    assert (kind, b"script" in drawn) == ("image/png", False)


def test_s17_a_picture_that_unpacks_to_gigabytes_is_refused():
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    assert redraw(head + b"\0" * 100) is None


def test_s17_the_zip_of_a_zip_is_not_opened():
    inner = zipped({"a.toml": b"[[items]]"})
    assert refused(zipped({"inner.zip": inner}, zipfile.ZIP_STORED)) == "format_unknown"


def test_a_workbook_of_a_zip_of_the_future_is_refused_in_words():
    content = bytearray(workbook(b'<row r="1"><c r="A1"/></row>'))
    content[content.index(b"PK\x01\x02") + 6] = 141
    assert refused(bytes(content)) in REFUSALS
