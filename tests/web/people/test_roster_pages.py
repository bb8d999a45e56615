"""The pages of a roster's import: names in the preview, bad rows mended there, columns told, nothing silent."""

import io
import re

import pytest

from examapp.adapters.tables.spreadsheets import read_table, write_excel
from examapp.services.core import file_readings
from tests.world import id_number

HEAD = ["姓名", "身份证号", "人员类别", "入职日期"]


def person(name: str, serial: int, day: str = "2024-03-01") -> list:
    return [name, id_number(serial), "其他从业人员", day]


@pytest.fixture
def office(world, sign_in):
    return sign_in("officer")


def upload(office, world, sheets: dict) -> str:
    """The address of the preview."""
    file = (io.BytesIO(write_excel(sheets)), "名单.xlsx")
    answer = office.post(
        f"/rosters/new/{world['own'].id}", {"file": file}, content_type="multipart/form-data"
    )
    return answer.headers["Location"]


def test_everybody_who_would_be_taken_stands_in_the_preview_with_a_masked_number(world, office):
    page = office.get(
        upload(office, world, {"一车间": [HEAD, person("甲一", 901)], "二车间": [HEAD, person("乙一", 902)]})
    ).text
    assert "甲一" in page
    assert "乙一" in page
    assert f"*{id_number(901)[-4:]}" in page
    assert id_number(901) not in page
    assert "确认导入 2 人" in page


def test_a_bad_cell_is_mended_in_the_page_and_taken(world, office):
    address = upload(office, world, {"名单": [HEAD, person("甲一", 901), person("甲二", 902, "去年")]})
    page = office.get(address).text
    assert "先导入这 1 人" in page
    field = re.search(r'name="(cell-0-started_on)" value="去年"', page).group(1)
    page = office.post(f"{address}/rows", {field: "2024-05-06"}, follow_redirects=True).text
    assert "确认导入 2 人" in page
    done = office.post(f"{address}/start", follow_redirects=True).text
    assert "新增 2" in done


def test_a_category_is_chosen_from_a_list_and_a_row_that_is_nobody_is_dropped_and_put_back(world, office):
    bad = [["甲二", id_number(902), "老板", "2024-03-01"], ["以上人员", "已核对", "王会计", "十一月"]]
    address = upload(office, world, {"名单": [HEAD, person("甲一", 901), *bad]})
    page = office.get(address).text
    assert '<select class="input" id="cell-0-role" name="cell-0-role"' in page
    assert "文件里写的“老板”，请选" in page
    form = {"cell-0-role": "主要负责人", "drop": re.search(r'name="drop" value="(4:[^"]*)"', page).group(1)}
    page = office.post(f"{address}/rows", form, follow_redirects=True).text
    assert "确认导入 2 人" in page
    assert "不要的 1 行" in page
    page = office.post(f"{address}/rows/restored", {"row": form["drop"]}, follow_redirects=True).text
    assert "要改的 1 行" in page


def test_the_bad_rows_are_an_excel_with_what_is_wrong(world, office):
    address = upload(office, world, {"名单": [HEAD, person("甲一", 901), person("甲二", 902, "去年")]})
    rows = read_table(office.get(f"{address}/bad.xlsx").data, "x.xlsx")
    assert len(rows) == 2
    assert "甲二" in rows[1]
    assert "日期读不出来" in rows[1][-1]


def test_what_was_not_read_must_be_looked_at_before_the_rest_is_taken(world, office):
    address = upload(
        office, world, {"名单": [HEAD, person("甲一", 901)], "二车间": [["名字", "号"], ["乙", "1"]]}
    )
    page = office.get(address).text
    assert "没有找到表头，没有读" in page
    assert office.post(f"{address}/start").status_code == 422
    assert "新增 1" in office.post(f"{address}/start", {"looked": "yes"}, follow_redirects=True).text


def test_columns_that_nobody_knows_are_told_in_the_page(world, office):
    address = upload(
        office, world, {"名单": [["姓名", "身份证号", "人员类别", "参加工作时间"], person("甲一", 901)]}
    )
    page = office.get(address).text
    assert "这一列是" in page
    assert '<option value="id_number" selected>' in page
    columns = {"column-0": "name", "column-1": "id_number", "column-2": "role", "column-3": "started_on"}
    twice = office.post(f"{address}/columns", {**columns, "column-3": "name"})
    assert twice.status_code == 422
    assert "确认导入 1 人" in office.post(f"{address}/columns", columns, follow_redirects=True).text


def test_the_roster_of_another_firm_is_not_there(world, office, sign_in):
    address = upload(office, world, {"名单": [HEAD, person("甲一", 901), person("甲二", 902, "去年")]})
    stranger = sign_in("foreign_officer")
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/bad.xlsx").status_code == 404
    assert stranger.post(f"{address}/rows", {"cell-0-name": "x"}).status_code == 404
    assert stranger.post(f"{address}/columns", {"column-0": "name"}).status_code == 404


def test_a_large_file_shows_how_far_it_is_read_and_a_broken_one_says_so(world, office, monkeypatch):
    monkeypatch.setattr(file_readings, "MOST_AT_ONCE", 10)
    place = upload(office, world, {"名单": [HEAD, person("甲一", 901)]})
    assert "甲一" in office.get(place).text
    broken = office.post(
        f"/rosters/new/{world['own'].id}",
        {"file": (io.BytesIO(b"\x00\x01\x02" * 50), "名单.xlsx")},
        content_type="multipart/form-data",
    )
    assert "文件读不出来" in office.get(broken.headers["Location"]).text
    monkeypatch.setattr(file_readings, "send_run", lambda run_id, *, ports: None)
    waiting = upload(office, world, {"名单": [HEAD, person("甲一", 901)]})
    assert "正在读文件" in office.get(waiting).text
