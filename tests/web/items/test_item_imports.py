"""Files that are far too large are refused at the door, and all is taken only after a look, in plain words."""

import io

import pytest

from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.models.authoring import ItemDraft
from tests.adapters.item_files.test_gestures import PICKED

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_s17_a_sheet_of_100_megabytes_is_refused_in_words_and_nothing_is_kept(world, sign_in):
    sheet = io.BytesIO(b"PK\x03\x04" + b"\0" * (100 * 1024 * 1024))
    answer = sign_in("bank_admin").post("/bank-imports/new", {"file": (sheet, "题.xlsx")})
    assert answer.status_code == 413
    assert "文件太大" in answer.text
    assert "请拆分后再试" in answer.text
    assert db.session.query(FileImport).count() == 0


def test_all_is_taken_only_with_the_tick_of_who_has_looked_at_what_is_unused(world, sign_in):
    client = sign_in("bank_admin")
    text = "1. 看哪个（ ）。\nA. 甲方\nB. 乙方\n答案：A\n这一行是谁的\n3. 找哪个（ ）。\nA. 丙方\nB. 丁方\n答案：B\n"
    page = client.post("/bank-imports/new", {"file": (io.BytesIO(text.encode()), "题.txt")})
    place = page.headers["Location"]
    shown = client.get(place).text
    assert "文件里有 2 个答案、2 个题号，读到 2 题；缺第 2 题。" in shown
    assert "没有用到的 1 段" in shown
    assert "这一行是谁的" in shown
    refused = client.post(f"{place}/taking", {"which": "all"})
    assert "我看过了" in refused.text
    assert db.session.query(ItemDraft).count() == 0
    client.post(f"{place}/taking", {"which": "all", "looked": "yes"})
    assert db.session.query(ItemDraft).count() == 2


ODD = "考,甲,乙,丙\n灭火器放在哪里最方便拿？,看得见处,柜子里,A\n着火时先做什么才对？,报警,乘电梯,A\n"


def test_the_page_of_columns_opens_by_itself_when_no_header_is_understood(world, sign_in):
    client = sign_in("bank_admin")
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(ODD.encode()), "题.csv")}).headers[
        "Location"
    ]
    opened = client.get(place)
    assert opened.headers["Location"] == f"{place}/columns"
    assert "没有认出哪一列是题干" in client.get(f"{place}/columns").text
    columns = {"column-0": "stem", "column-1": "choice", "column-2": "choice", "column-3": "answer"}
    answer = client.post(f"{place}/columns", {"sheet": "0", "taken": "yes", "header": "1", **columns})
    assert answer.status_code == 303
    shown = client.get(place).text
    assert "按您指明的读，2 题" in shown
    assert f"{place}/columns" in shown


def test_columns_that_cannot_be_are_refused_beside_the_form_with_its_words_kept(world, sign_in):
    client = sign_in("bank_admin")
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(ODD.encode()), "题.csv")}).headers[
        "Location"
    ]
    said = {"sheet": "0", "taken": "yes", "header": "1", "column-0": "stem", "column-3": "stem"}
    client.client.environ_base["HTTP_REFERER"] = f"http://localhost{place}/columns"
    refused = client.post(f"{place}/columns", said)
    assert "每一项只能选一列" in refused.text
    assert refused.text.count('value="stem" selected') == 2


def test_only_who_may_import_sees_the_columns(world, sign_in):
    client = sign_in("bank_admin")
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(ODD.encode()), "题.csv")}).headers[
        "Location"
    ]
    assert sign_in("auditor").get(f"{place}/columns").status_code == 403
    assert client.get("/bank-imports/999/columns").status_code == 404


def test_the_lines_of_a_text_stand_beside_the_reading_and_are_mended_there(world, sign_in):
    client = sign_in("bank_admin")
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(PICKED.encode()), "题.txt")}).headers[
        "Location"
    ]
    assert f"{place}/source" in client.get(place).text
    assert "急救电话是多少" in client.get(f"{place}/source").text
    answer = client.post(f"{place}/source", {"line": "5", "gesture": "answer"})
    assert answer.headers["Location"] == f"{place}/source?line=5"
    shown = client.get(f"{place}/source").text
    assert "另外 2 行和它一样：第 9、13 行" in shown
    client.post(f"{place}/source", {"gesture": "likes"})
    assert "读到 <strong>3</strong> 题：3 题可以导入" in client.get(place).text
    assert sign_in("auditor").get(f"{place}/source").status_code == 403


def test_imported_drafts_are_filled_together_on_one_page(world, sign_in):
    client = sign_in("bank_admin")
    text = "1. 火警电话是 119。（√）\n2. 要持证上岗才能动火。（√）\n"
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(text.encode()), "题.txt")}).headers[
        "Location"
    ]
    client.post(f"{place}/taking", {"which": "all", "looked": "yes"})
    page = f"/items/filling?import_id={place.rpartition('/')[2]}"
    assert page in client.get(place).text
    ids = [draft.id for draft in db.session.query(ItemDraft)]
    assert client.get(f"{page}&suggest=1").status_code == 200
    client.post("/items/filling", {"draft": ids, "difficulty": "2", "roles": ["lead"], "do": "by_hand"})
    db.session.expire_all()
    assert [(one.data["difficulty"], one.data["roles"]) for one in db.session.query(ItemDraft)] == [
        (2, ["lead"])
    ] * 2
    half = client.post("/items/filling", {"draft": ids, "law": "work-safety-law-2021", "do": "by_hand"})
    assert "法规和第几条要一起填" in half.text
    assert sign_in("officer").get("/items/filling").status_code == 403


def test_a_stopped_item_is_mended_in_the_page_and_the_next_one_opens(world, sign_in):
    client = sign_in("bank_admin")
    text = "1. 先做什么（ ）。\nA. 报警\nB. 围观\n2. 再做什么（ ）。\nA. 疏散\nB. 睡觉\n"
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(text.encode()), "题.txt")}).headers[
        "Location"
    ]
    assert f'href="{place}/drafts/1"' in client.get(place).text
    shown = client.get(f"{place}/drafts/1").text
    assert "没有找到答案" in shown
    assert "报警\n围观" in shown
    fields = {
        "kind": "single",
        "stem": "先做什么？",
        "choices": "报警\n围观",
        "rationale": "",
        "then": "next",
    }
    again = client.post(f"{place}/drafts/1", {**fields, "answer": "D"})
    assert again.headers["Location"] == f"{place}/drafts/1"
    after = client.post(f"{place}/drafts/1", {**fields, "answer": "A"})
    assert after.headers["Location"] == f"{place}/drafts/2"
    assert "1 题可以导入" in client.get(place).text
    last = client.post(f"{place}/drafts/2", {**fields, "stem": "再做什么？", "answer": "B"})
    assert last.headers["Location"] == place


def test_words_of_the_type_column_are_explained_on_the_page_of_columns(world, sign_in):
    client = sign_in("bank_admin")
    text = "题型,题干,选项A,选项B,答案\nA1型,灭火器放在哪里？,看得见处,柜子里,A\nA1型,着火先做什么？,报警,围观,A\n"
    place = client.post("/bank-imports/new", {"file": (io.BytesIO(text.encode()), "题.csv")}).headers[
        "Location"
    ]
    assert "不认识题型“A1型”" in client.get(place).text
    assert "“A1型”是" in client.get(f"{place}/columns").text
    columns = {f"column-{at}": name for at, name in enumerate(("type", "stem", "choice", "choice", "answer"))}
    form = {"sheet": "0", "taken": "yes", "header": "1", "type-word": "A1型", "type-0": "single", **columns}
    client.post(f"{place}/columns", form)
    assert "2 题可以导入" in client.get(place).text
