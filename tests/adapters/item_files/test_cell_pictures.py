"""Pictures of an .xlsx go to the item of their row: at the stem, at choices, put into cells, or missing."""

import io
import zipfile

import xlsxwriter

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.images import size_of
from examapp.adapters.item_files.reading import read_file
from tests.adapters.item_files.strategies import png

HEAD = ["题干", "选项A", "选项B", "答案", "图片"]


def workbook(rows: list[list[str]], pictures: list[tuple[int, int]], head: list[str] = HEAD) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("题")
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
        for number, (row, column) in enumerate(pictures):
            sheet.insert_image(
                row, column, f"{number}.png", {"image_data": io.BytesIO(png((40 + number, 30, 9)))}
            )
    return buffer.getvalue()


def with_images(content: bytes, name: str) -> bytes:
    """The workbook with a picture that cells call by its name, as WPS writes it."""
    told = (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
        ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        "<etc:cellImage><xdr:pic><xdr:nvPicPr>"
        f'<xdr:cNvPr id="1" name="{name}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/>'
        "</xdr:blipFill></xdr:pic>"
        "</etc:cellImage></etc:cellImages>"
    )
    related = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="x/image" Target="media/image9.png"/></Relationships>'
    )
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/cellimages.xml", told)
        archive.writestr("xl/_rels/cellimages.xml.rels", related)
        archive.writestr("xl/media/image9.png", png((60, 50, 9)))
    return buffer.getvalue()


def pictures(result: ReadResult) -> list[str]:
    return [one.text for one in result.unused if one.reason == "picture"]


def test_a_picture_over_a_cell_belongs_to_the_item_of_its_row():
    rows = [["图中标志的意思是（ ）。", "禁止", "通行", "A", ""], ["没有图的题（ ）。", "甲", "乙", "B", ""]]
    result = read_file("题.xlsx", workbook(rows, [(1, 4)]))
    assert [one.picture is not None for one in result.drafts] == [True, False]
    assert pictures(result) == []


def test_pictures_over_choices_become_one_with_their_letters():
    rows = [["哪个是禁止标志（ ）。", "", "", "B", ""]]
    draft = read_file("题.xlsx", workbook(rows, [(1, 1), (1, 2)])).drafts[0]
    assert [one.text for one in draft.choices] == ["图 A", "图 B"]
    assert (draft.answer, draft.shuffle, draft.stopped) == (("b",), False, False)
    assert size_of(draft.picture)[0] > 900


def test_a_picture_beside_all_items_is_told():
    rows = [["题一是什么（ ）。", "甲", "乙", "A", ""]]
    assert len(pictures(read_file("题.xlsx", workbook(rows, [(9, 0)])))) == 1


def test_a_picture_in_a_cell_is_found_by_the_name_that_the_cell_calls():
    content = workbook([["图中标志的意思是（ ）。", "禁止", "通行", "A", '见 DISPIMG("ID_1",1)']], [])
    found = read_file("题.xlsx", with_images(content, "ID_1"))
    assert size_of(found.drafts[0].picture) == (40, 30)
    assert [one for one in found.unused if one.reason in ("picture", "column")] == []


def test_a_picture_that_a_cell_calls_and_nobody_has_stops_its_item():
    content = workbook([["图中标志的意思是（ ）。", "禁止", "通行", "A", '见 DISPIMG("ID_2",1)']], [])
    found = read_file("题.xlsx", with_images(content, "ID_1"))
    assert [(one.code, one.stops) for one in found.drafts[0].problems] == [("picture_missing", True)]


def test_of_two_tables_in_the_same_rows_only_the_one_under_the_picture_has_it():
    rows = [["图中标志的意思是（ ）。", "禁止", "通行", "A", "没有图的题（ ）。", "甲", "乙", "B"]]
    result = read_file("题.xlsx", workbook(rows, [(1, 0)], HEAD[:4] * 2))
    assert [one.picture is not None for one in result.drafts] == [True, False]
    assert pictures(result) == []
