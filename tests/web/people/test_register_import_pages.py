"""The pages of large tables: they say that the file is being read, and why it could not be read."""

import io

import pytest

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.services.core import file_readings
from examapp.services.people.region_imports import HEAD


@pytest.mark.parametrize(
    ("address", "person"),
    [("/regions/imports/new", "administrator"), ("/inspections/imports/new", "bureau")],
)
def test_a_large_table_shows_that_it_is_read_and_then_why_it_was_not(sign_in, monkeypatch, address, person):
    monkeypatch.setattr(file_readings, "MOST_AT_ONCE", 10)
    client = sign_in(person)
    answer = client.post(address, {"file": (io.BytesIO(b"\x00\x01\x02" * 50), "表.xlsx")})
    page = client.get(answer.headers["Location"]).text
    assert "没有导入，没有任何改动" in page
    assert "这不是 Excel 或 CSV 表格" in page
    monkeypatch.setattr(file_readings, "send_run", lambda run_id, *, ports: None)
    data = write_excel({"表": [HEAD, ["新市", "990200", "", ""]]})
    answer = client.post(address, {"file": (io.BytesIO(data), "表.xlsx")})
    page = client.get(answer.headers["Location"]).text
    assert "正在读文件，读完本页自动更新" in page
    assert "确认导入" not in page
