"""Pages, archives and old documents: every question is read, nothing hidden is taken, the rest is named."""

import io
import zipfile

import pytest

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.reading_child import read_in_child
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.spreadsheets import write_excel

QUESTION = ("先做什么（ ）。", ("报警", "围观"), "a")
PAGE = "<html><body><h1>题库</h1><p>1. 先做什么（&nbsp;）。</p><div>A. 报警</div><div>B. 围观</div><p>答案：A</p></body></html>"
TABLE = (
    "<html><head><meta charset=gb2312><style>td{}</style></head><body><table>"
    "<tr><th>题型<th>题干<th>选项A<th>选项B<th>答案</tr><tr><td>单选题<td>先做什么（ ）。<td>报警<td>围观<td>A</table>"
)


def told(found: ReadResult) -> list[tuple]:
    return [(one.stem, tuple(c.text for c in one.choices), "".join(one.answer)) for one in found.drafts]


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("题.doc", PAGE.encode(), "html"),
        ("题.html", PAGE.encode("utf-16"), "html"),
        ("题.xls", TABLE.encode("gb18030"), "html"),
        (
            "题.mht",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/html;"
            b' charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
            + PAGE.encode()
            + b"\r\n--xx--\r\n",
            "mht",
        ),
    ],
)
def test_a_page_is_read_as_a_browser_shows_it_whatever_its_name(name, content, form):
    found = read_file(name, content)
    assert (told(found), found.format) == ([QUESTION], form)


def test_what_a_page_hides_strikes_out_or_shows_as_a_picture_is_left_out_and_named():
    page = PAGE.replace("报警", '报<s>火</s>警<span style="display: none">是答案</span><img alt="图标">')
    found = read_file("题.html", page.encode())
    assert told(found) == [QUESTION]
    left_out = [(one.reason, one.text) for one in found.unused if one.reason != "title"]
    assert left_out == [("struck_text", "火"), ("hidden_text", "是答案"), ("picture", "图标")]


def test_cells_over_several_rows_keep_their_columns_in_a_page():
    page = "<table><tr><td>题型<td>题干<td>答案<tr><td rowspan=2>判断题<td>要持证上岗。<td>对<tr><td>可以带病作业。<td>错</table>"
    found = read_file("题.xls", page.encode())
    assert [(one.type, one.stem, one.answer) for one in found.drafts] == [
        ("judgement", "要持证上岗。", ("true",)),
        ("judgement", "可以带病作业。", ("false",)),
    ]


def test_a_table_of_a_page_whose_header_nobody_knows_is_shown_to_the_person():
    page = "<table><tr><td>考<td>甲<td>选<tr><td>先做什么才对呢<td>报警<td>A</table>"
    assert [(one.origin, one.width) for one in read_file("题.html", page.encode()).looks] == [("none", 3)]


@pytest.mark.parametrize(
    "sign", ["<", "<a ", "<!--", "<td>", "<table><tr><td>", "<s>x", "<p hidden>x", "&", "<a b='"]
)
def test_s17_a_page_of_a_megabyte_of_one_sign_is_quickly_dealt_with(sign):
    page = b"<html><body>" + sign.encode() * (1_000_000 // len(sign))
    with pytest.raises(FileRefusedError):
        read_file("题.html", page)


WORD = """<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>
<w:p><w:r><w:t>1. 先做什么（ ）。</w:t></w:r></w:p>
<w:p><w:r><w:t>A. 报警</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>是答案</w:t></w:r></w:p>
<w:p><w:r><w:t>B. 围观</w:t></w:r></w:p><w:p><w:r><w:t>答案：A</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>题干</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>答案</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>要持证上岗。</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>对</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:wordDocument>"""


def test_word_2003_xml_is_read_without_what_is_hidden():
    found = read_file("题.xml", WORD.encode())
    assert (told(found), found.format) == ([QUESTION, ("要持证上岗。", (), "true")], "wordxml")
    assert [(one.reason, one.text) for one in found.unused] == [("hidden_text", "是答案")]


RICH = (
    r"{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0 SimSun;}}{\*\generator Writer;}{\header\pard ye\par}"
    r"\pard 1. \u20808?\'d7\'f6\'ca\'b2\'c3\'b4\'a3\'a8 \'a3\'a9\'a1\'a3\par"
    r"A. {\strike no}\'b1\'a8\'be\'af\par B. {\v x}\'ce\'a7\'b9\'db\par\'b4\'f0\'b0\'b8\'a3\'baA\par"
    r"\trowd\pard\intbl \'cc\'e2\'b8\'c9\cell \'b4\'f0\'b0\'b8\cell\row"
    r"\trowd\pard\intbl \'d2\'aa\'b3\'d6\'d6\'a4\'c9\'cf\'b8\'da\'a1\'a3\cell \'b6\'d4\cell\row\pard}"
)


def test_rich_text_is_read_with_its_tables_and_without_what_is_hidden():
    found = read_file("题.rtf", RICH.encode())
    assert (told(found), found.format) == ([QUESTION, ("要持证上岗。", (), "true")], "rtf")
    assert [(one.reason, one.text) for one in found.unused] == [("struck_text", "no"), ("hidden_text", "x")]


def test_every_file_of_a_zip_is_read_and_the_refused_one_is_named():
    rows = [["题干", "答案"], ["要持证上岗。", "对"]]
    content = zipped(
        a_xlsx=write_excel({"一": rows}),
        b_txt=PAGE.encode(),
        c_doc=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        d_jpg=b"x",
    )
    found = read_file("题.zip", content)
    assert told(found) == [("要持证上岗。", (), "true"), QUESTION]
    assert [(one.place.file, one.code) for one in found.problems] == [("题.zip/c.doc", "file_refused")]
    assert [one.place.file for one in found.unused if one.reason == "file"] == [
        "题.zip/c.doc",
        "题.zip/d.jpg",
    ]
    assert found.wants_a_look
    assert [(one.index, one.sheet) for one in found.looks] == [(0, "a.xlsx 一")]
    assert read_in_child("题.zip", content) == found


def test_what_is_said_of_a_sheet_of_one_file_of_a_zip_is_said_of_that_file_only():
    odd = write_excel({"一": [["考", "选"], ["要持证上岗。", "对"]]})
    said = {
        "sheets": {
            "100": {
                "taken": True,
                "mapping": {
                    "header_row": 0,
                    "header_rows": 1,
                    "columns": {"0": "stem", "1": "answer"},
                    "options": {},
                },
            }
        }
    }
    found = read_in_child("题.zip", zipped(a_xlsx=odd, b_xlsx=odd), None, said)
    assert [(one.index, one.origin) for one in found.looks] == [(0, "none"), (100, "said")]


def test_a_file_with_a_password_says_so():
    # Encrypted office files are old containers whose parts are named so.
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(FileRefusedError) as refused:
        read_file("题.xlsx", locked)
    assert refused.value.code == "zip_locked"
