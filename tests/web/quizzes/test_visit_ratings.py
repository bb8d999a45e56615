"""The page on which an enterprise rates a visit: never from a browser of the authority, never over another's word."""

import io
import zipfile

import openpyxl
import pytest

from examapp.services.quizzes import visit_ratings
from tests.stories import open_quiz, plan_visit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def inspection(world, ports):
    return open_quiz(world, ports).inspection


def rate(browser, inspection, stars="2", words="没有穿制服"):
    address = f"/visit/{inspection.rating_token}"
    return browser.post(
        address, {"stars": stars, "words": words}, headers={"Referer": f"http://localhost{address}"}
    )


def test_a_rated_inspector_finds_no_link_no_words_and_no_form(inspection, sign_in):
    address, own = f"/visit/{inspection.rating_token}", sign_in("inspector")
    rate(sign_in(None), inspection)
    page = own.get(f"/inspections/{inspection.id}").text
    for words in (inspection.rating_token, "没有穿制服", "不好"):
        assert words not in page
    page = own.get(address).text
    assert "不能代企业评价" in page
    for words in ("没有穿制服", "改成这样", 'name="stars"'):
        assert words not in page
    assert rate(own, inspection, "5", "").status_code == 403
    answered = own.post(f"/inspections/{inspection.id}/answer", {"answer": "谢谢"})
    assert answered.status_code == 403
    [[word]] = visit_ratings.list_words(inspection.id)
    assert word.stars == 2


def test_a_browser_in_which_staff_had_signed_in_does_not_rate_after_signing_out(inspection, sign_in):
    browser = sign_in("inspector")
    browser.get("/tablet/")
    browser.post("/sign-out")
    with browser.client.session_transaction() as session:
        session.clear()
    assert browser.get("/tablet/").status_code == 302
    assert "不能代企业评价" in browser.get(f"/visit/{inspection.rating_token}").text
    assert rate(browser, inspection).status_code == 403


def test_an_officer_of_the_enterprise_has_the_address_and_may_rate(inspection, sign_in):
    officer = sign_in("officer")
    assert inspection.rating_token in officer.get(f"/inspections/{inspection.id}").text
    assert rate(officer, inspection).status_code == 303
    assert "没有穿制服" not in officer.get(f"/inspections/{inspection.id}").text


def test_another_phone_sees_neither_the_words_nor_the_way_to_change_them(inspection, sign_in):
    phone, other = sign_in(None), sign_in(None)
    assert rate(phone, inspection).status_code == 303
    page = other.get(f"/visit/{inspection.rating_token}").text
    assert "已经有人用别的设备评价过" in page
    for words in ("没有穿制服", "改成这样"):
        assert words not in page
    assert rate(other, inspection, "5", "很满意").status_code == 303
    assert "没有穿制服" in phone.get(f"/visit/{inspection.rating_token}").text
    assert rate(phone, inspection, "4", "后来出示了").status_code == 303
    page = sign_in("bureau").get(f"/inspections/{inspection.id}").text
    for words in ("很满意", "后来出示了", "以前：不好", "没有穿制服", "2 台设备各评了一份"):
        assert words in page


@pytest.mark.parametrize(("words", "refusal"), [("好😀", "不是文字"), ("字" * 501, "现在有 501 个")])
def test_pictures_and_too_much_are_refused_beside_the_words_which_stay_whole(
    inspection, sign_in, words, refusal
):
    page = rate(sign_in(None), inspection, words=words)
    assert page.status_code == 422
    assert refusal in page.text
    assert words in page.text
    assert visit_ratings.list_words(inspection.id) == []


def test_a_plan_has_no_rating_yet(world, ports, sign_in):
    planned = plan_visit(world, ports)
    assert "企业评价" not in sign_in("bureau").get(f"/inspections/{planned.id}").text


def test_the_whole_file_tells_in_words_and_names_and_what_lies_in_it(inspection, world, sign_in):
    phone = sign_in(None)
    rate(phone, inspection)
    rate(phone, inspection, "5", "")
    bureau, address = sign_in("bureau"), f"/inspections/{inspection.id}"
    bureau.post(f"{address}/purpose", {"purpose": "practice", "reason": "演练"})
    archive = zipfile.ZipFile(io.BytesIO(bureau.get(f"{address}/file.zip").data))
    book = openpyxl.load_workbook(io.BytesIO(archive.read("检查情况.xlsx")))
    log = [row[1:] for row in book["操作日志"].iter_rows(min_row=2, values_only=True)]
    told = {row[2]: row for row in log}
    assert told["登记检查审批"][1] == "inspector甲"
    assert "检查方式：日常检查" in told["登记检查审批"][4]
    assert "原来：执法检查；改成：练习" in told["改检查性质"][4]
    assert "以前说的话：没有穿制服" in told["企业评价检查"][4]
    assert told["抽人并开考"][3] == world["own"].name
    cells = " ".join(str(cell) for row in log for cell in row)
    for code in ("account:", "routine", "题数"):
        assert code not in cells
    facts = [row[0] for row in book["检查与审批"].iter_rows(values_only=True)]
    assert facts.count("企业评价（同一台设备以前的）") == 1
    changes = list(book["改动"].iter_rows(min_row=2, values_only=True))
    assert changes[0][1:7] == ("改性质", "执法检查", "练习", "演练", "bureau甲", "已改")
    words = archive.read("说明.txt").decode()
    assert "record.json" not in words
    assert "还没有抽考记录" in words


def test_the_whole_file_of_a_rated_inspector_leaves_the_rating_out(inspection, sign_in):
    rate(sign_in(None), inspection)
    file = sign_in("inspector").get(f"/inspections/{inspection.id}/file.zip").data
    book = openpyxl.load_workbook(io.BytesIO(zipfile.ZipFile(io.BytesIO(file)).read("检查情况.xlsx")))
    cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "没有穿制服" not in cells
