"""Files that are far too large are refused at the door, in plain words."""

import io

import pytest

from examapp.extensions import db
from examapp.models.audit import FileImport

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_s17_a_sheet_of_100_megabytes_is_refused_in_words_and_nothing_is_kept(world, sign_in):
    sheet = io.BytesIO(b"PK\x03\x04" + b"\0" * (100 * 1024 * 1024))
    answer = sign_in("bank_admin").post("/bank-imports/new", {"file": (sheet, "题.xlsx")})
    assert answer.status_code == 413
    assert "文件太大" in answer.text
    assert "请拆分后再试" in answer.text
    assert db.session.query(FileImport).count() == 0
