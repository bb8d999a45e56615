"""The door to the Excel library: far-off cells, bombs and lies are refused before it reserves memory."""

import io
import subprocess
import sys
import warnings
import zipfile
from datetime import date

import pytest
import xlsxwriter

from examapp.adapters.tables.packages import MOST_UNZIPPED, open_package
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.spreadsheets import TableUnreadableError, read_table
from examapp.adapters.tables.workbooks import read_sheets
from examapp.adapters.tables.xls_child import read_xls
from examapp.web.items.item_imports.words import REFUSALS, refusal_sentence
from examapp.web.table_sentences import CAUSES
from tests.adapters.hostile import (
    ROWS,
    doubled_sheet,
    renamed_sheet,
    unzipped,
    workbook,
    workbook_parts,
    zipped,
)

NEAR = b'<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = [
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b'<row r="1"><c r="XFD1"/></row><row r="1048576"><c r="A1048576"/></row>',
    b"<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
    b'<row\tr="1048576"><c\n r="XFD1048576"><v>1</v></c></row>',
    b'<row r="1048576"><c s="1" r="xfd1048576"><v>1</v></c></row>',
    b'<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>',
    b'<!-- <c r="A1"/> --><row r="9999999"><c r="ZZZ9999999"/></row>',
    b'<row><c t="inlineStr"><is><t> r="A1"</t></is></c></row><row r="1048576"><c><v>1</v></c><c r="XFC1048576"/><c/></row>',
    b"<row>" + b"<c/>" * 3_000 + b"</row>" + b"<row><c/></row>" * 3_000,
]


def refused(act) -> str:
    with pytest.raises((FileRefusedError, TableUnreadableError)) as caught:
        act()
    return caught.value.code


@pytest.mark.parametrize("cells", FAR, ids=range(len(FAR)))
def test_s17_a_far_off_cell_is_refused_however_its_place_is_written(cells):
    content = workbook(NEAR + cells)
    assert refused(lambda: list(read_sheets(content))) == "sheet_too_large"
    assert refused(lambda: read_table(content, "名单.xlsx")) == "cell_far_off"
    assert "空列、空行" in CAUSES["cell_far_off"]


def test_s17_a_sheet_that_claims_another_encoding_is_read_as_the_library_reads_it():
    odd = b"<row r='1048576'><c r='XFD1048576'/></row>"
    for name in (b"utf-7", b"rot13", b"TF-8"):
        content = unzipped(workbook(odd))
        sheet = content["xl/worksheets/sheet1.xml"].replace(b"UTF-8", name)
        content["xl/worksheets/sheet1.xml"] = sheet
        assert refused(lambda made=content: list(read_sheets(zipped(made)))) == "sheet_too_large"


def test_s17_the_far_off_cell_is_named_to_the_author():
    with pytest.raises(FileRefusedError) as caught:
        list(read_sheets(workbook(FAR[0])))
    assert caught.value.data["cell"] == "XFD1048576"
    assert "XFD1048576 格" in refusal_sentence(caught.value.code, caught.value.data)


@pytest.mark.parametrize("path", ["xl/media/image1.png", "xl/theme/sheet.xml", "docProps/app2.xml", "xl/odd"])
def test_s17_a_sheet_cannot_hide_under_another_name(path):
    assert refused(lambda: list(read_sheets(renamed_sheet(FAR[0], path)))) == "sheet_too_large"


def test_s17_two_entries_of_one_name_are_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = doubled_sheet(FAR[0])
    assert refused(lambda: list(read_sheets(content))) == "zip_broken"


@pytest.mark.parametrize("place", ["AAAA1", "A12345678", "1A", "A", "", "A-1", "Ａ1", "A１"])
def test_s17_a_place_that_no_sheet_has_is_refused(place):
    assert (
        refused(lambda: list(read_sheets(workbook(f'<row r="1"><c r="{place}"/></row>'.encode()))))
        == "table_broken"
    )


def test_s17_what_was_checked_is_read_and_odd_but_honest_sheets_still_are():
    assert next(iter(read_sheets(zipped(workbook_parts())))) == ("题", ROWS)
    bare = b'<row><c><v>1</v></c><c><v>2</v></c></row><row r="3"><c r="B3"><v>3</v></c></row>'
    assert next(iter(read_sheets(workbook(bare))))[1] == [[1.0, 2.0], ["", ""], ["", 3.0]]


def test_s17_the_process_lives_after_the_file_that_used_to_end_it(tmp_path):
    path = tmp_path / "far.xlsx"
    path.write_bytes(workbook(FAR[0]))
    lines = [
        "import sys",
        "from examapp.adapters.tables.spreadsheets import TableUnreadableError, read_table",
        "try: read_table(open(sys.argv[1], 'rb').read(), 'x')",
        "except TableUnreadableError as error: print(error.code)",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines), str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "cell_far_off")


def test_s17_a_sheet_of_a_hundred_megabytes_is_refused_before_it_is_unpacked():
    cell = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    content = workbook(cell * (105 * 1024 * 1024 // len(cell)))
    assert len(content) < 1024 * 1024
    assert refused(lambda: list(read_sheets(content))) == "zip_bomb"
    assert refused(lambda: read_table(content, "名单.xlsx")) == "zip_bomb"


def test_s17_many_small_entries_one_big_one_and_a_lie_about_the_size_are_bombs():
    many = zipped({f"{at}.txt": b"x" for at in range(3_001)})
    big = zipped({"a.xml": b"\0" * (MOST_UNZIPPED + 1)})
    slow = zipped({f"{at}.xml": b"ab" * 600_000 for at in range(80)}, zipfile.ZIP_STORED)
    lie = big.replace((MOST_UNZIPPED + 1).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != big
    assert [refused(lambda one=one: open_package(one)) for one in (many, big, slow)] == ["zip_bomb"] * 3
    assert refused(lambda: open_package(lie)) in ("zip_bomb", "zip_broken")


def test_s17_a_zip_in_a_zip_is_not_opened():
    inner = zipped({"a.xml": b"\0" * (MOST_UNZIPPED + 1)})
    assert open_package(zipped({"inner.zip": inner})) == {"inner.zip": inner}


@pytest.mark.parametrize("name", ["../../etc/x", "/etc/x", "a/../../x", "..\\x", "C:\\x", "a/\\..\\x"])
def test_s17_a_path_out_of_the_zip_is_refused(name):
    assert refused(lambda: open_package(zipped({name: b"x"}))) == "zip_escapes"


@pytest.mark.parametrize("head", [
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
])  # fmt: skip
def test_s17_entities_in_a_sheet_are_refused(head):
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;&a;</t></is></c></row>'
    assert refused(lambda: list(read_sheets(workbook(cells, head)))) == "xml_entities"


def test_s17_ods_and_xlsb_are_refused_with_what_to_do():
    ods = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})
    xlsb = zipped({"xl/workbook.bin": b"\0"})
    assert [refused(lambda one=one: list(read_sheets(one))) for one in (ods, xlsb)] == ["workbook_other"] * 2
    assert "另存为 xlsx" in REFUSALS["workbook_other"]
    assert refused(lambda: read_table(ods, "名单.ods")) == "workbook_other"


def test_s17_a_broken_old_workbook_takes_only_its_own_process_down():
    assert (
        refused(lambda: list(read_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4_000)))
        == "table_broken"
    )


def test_s17_an_old_workbook_is_read_in_a_process_of_its_own_which_alone_is_lost():
    # The child reads whatever the library knows; a new workbook stands in for an old one, which no library here can write.
    assert next(iter(read_xls(zipped(workbook_parts()))))[:2] == ("题", ROWS)
    assert refused(lambda: read_xls(workbook(NEAR + FAR[0]))) == "table_broken"
    wide = b'<row r="1"><c r="C1"/></row><row r="1000000"><c r="C1000000"><v>1</v></c></row>'
    assert (
        refused(lambda: read_xls(workbook(b'<row r="1"><c r="A1"><v>1</v></c></row>' + wide)))
        == "sheet_too_large"
    )


def test_dates_of_an_old_workbook_stay_dates():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, days = book.add_worksheet("期限"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(0, 0, date(2026, 3, 1), days)
    book.close()
    ((_, rows, _, _),) = read_xls(buffer.getvalue())
    ((_, same),) = read_sheets(buffer.getvalue())
    assert rows == same == [[date(2026, 3, 1)]]


def test_s17_a_csv_with_one_cell_of_megabytes_is_refused():
    assert refused(lambda: read_table(b'name\n"' + b"a" * 2_000_000, "x.csv")) == "not_a_table"


def test_numbers_are_read_as_their_cells_show_them():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("题")
        cells = [
            (0.05, "0%"),
            (0.125, "0.0%"),
            (0.5, "# ?/?"),
            (1.25, "# ?/?"),
            (1.5, "0.00"),
            (2, "0.00"),
            (0.5, "General"),
        ]
        for column, (value, code) in enumerate(cells):
            sheet.write_number(0, column, value, book.add_format({"num_format": code}))
    ((_, rows),) = read_sheets(buffer.getvalue())
    assert rows == [["5%", "12.5%", "1/2", "1 1/4", "1.50", "2.00", 0.5]]
