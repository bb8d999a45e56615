"""The pages of a visit: plan, approval, purpose, result, rating, the whole file, and the supervisor who only looks."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest

from examapp.extensions import db
from examapp.models.inspections import Inspection
from examapp.services.quizzes import approvals
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
APPROVAL = {
    "kind": "special",
    "item": "安全生产教育培训情况检查",
    "basis": "《中华人民共和国安全生产法》第六十五条",
    "number": "甲应急检审〔2026〕9 号",
    "approver": "钱审批",
    "approved_on": "2026-11-22",
    "approved_time": "09:30",
}


def plan_form(world, **changes) -> dict:
    return {
        **APPROVAL,
        "enterprise_id": world["own"].id,
        "inspected_on": "2026-11-23",
        "lead_inspector_id": world["actors"]["inspector"].inspector_id,
        "second_inspector_id": world["colleague_id"],
        "client_id": "11111111-1111-4111-8111-111111111111",
        **changes,
    }


def test_a_visit_planned_in_the_office_is_one_tap_on_the_tablet_that_day(world, sign_in):
    bureau = sign_in("bureau")
    assert "上限" not in bureau.get("/inspections/plan?q=示例").text
    made = bureau.post("/inspections/plan?q=示例", plan_form(world))
    assert made.status_code == 303, made.text
    assert (
        bureau.post("/inspections/plan?q=示例", plan_form(world)).headers["Location"]
        == made.headers["Location"]
    )
    assert "甲应急检审〔2026〕9 号" in bureau.get(made.headers["Location"]).text
    home = sign_in("inspector").get("/tablet/").text
    assert "今天安排的检查" in home
    assert world["own"].name in home.split("开始抽考")[0]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("inspected_on", "2026-11-01", "请填今天或者以后的一天"),
        ("inspected_on", "", "请填今天或者以后的一天"),
        ("inspected_on", "明天", "请填今天或者以后的一天"),
        ("second_inspector_id", "0", "两名不同的"),
        ("number", " ", "这一格要填"),
        ("approved_on", "", "这一格要填"),
        ("approved_on", "2026-11-24", "请填已经批下来的时间"),
        ("approver", "钱😀", "不是文字"),
    ],
)
def test_what_a_plan_lacks_is_told_beside_the_field_and_nothing_is_kept(world, sign_in, field, value, words):
    bureau = sign_in("bureau")
    page = bureau.post(
        "/inspections/plan?q=示例",
        plan_form(world, **{field: value}),
        headers={"Referer": "http://localhost/inspections/plan?q=示例"},
    )
    assert page.status_code == 422
    assert words in page.text
    assert db.session.query(Inspection).count() == 0


def test_a_later_approval_a_result_and_another_purpose_are_entered_on_the_page_of_the_visit(
    world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    bureau, address = sign_in("bureau"), f"/inspections/{quiz.inspection_id}"
    assert "补办原因" in bureau.get(f"{address}/approval").text
    ports.clock.moment += timedelta(days=2)
    bureau = sign_in("bureau")
    late = {**APPROVAL, "approved_on": "2026-11-24"}
    assert bureau.post(f"{address}/approval", late).status_code == 422
    assert bureau.post(f"{address}/approval", {**late, "late_reason": "接到举报"}).status_code == 303
    said = {"result_notice": "记录当场交企业一份", "result_noticed_on": "2026-11-23"}
    assert bureau.post(f"{address}/result", said).status_code == 303
    assert bureau.post(f"{address}/purpose", {"purpose": "practice", "reason": "演练"}).status_code == 303
    page = bureau.get(address).text
    for words in ("接到举报", "记录当场交企业一份", "练习，不是执法检查"):
        assert words in page
    assert bureau.post(f"{address}/purpose", {"purpose": "nonsense", "reason": "演练"}).status_code == 422


def test_the_enterprise_rates_without_an_account_and_reads_the_answer(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    stranger, address = sign_in(None), f"/visit/{quiz.inspection.rating_token}"
    assert "执法人员做得怎么样" in stranger.get(address).text
    assert stranger.post(address, {"stars": "2", "words": "没有出示证件"}).status_code == 303
    bureau = sign_in("bureau")
    assert "没有出示证件" in bureau.get(f"/inspections/{quiz.inspection_id}").text
    assert bureau.post(f"/inspections/{quiz.inspection_id}/answer", {"answer": "已核实"}).status_code == 303
    assert "已核实" in stranger.get(address).text
    assert stranger.get("/visit/nonsense").status_code == 404


def test_the_whole_file_holds_approval_people_log_and_is_itself_logged(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    answer = sign_in("bureau").get(f"/inspections/{quiz.inspection_id}/file.zip")
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    book = openpyxl.load_workbook(io.BytesIO(archive.read("检查情况.xlsx")))
    facts = {row[0]: row[1] for row in book["检查与审批"].iter_rows(values_only=True)}
    assert facts["审批人"] == "钱审批"
    assert book["参加人员"].max_row == 5
    acts = [row[3] for row in book["操作日志"].iter_rows(values_only=True)]
    assert {"登记检查审批", "抽人并开考", "导出检查卷宗"} <= set(acts)
    assert sign_in("officer").get(f"/inspections/{quiz.inspection_id}/file.zip").status_code == 403


def test_a_supervisor_sees_the_visits_of_the_area_and_changes_nothing(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    supervisor, address = sign_in("supervisor"), f"/inspections/{quiz.inspection_id}"
    assert supervisor.get("/home").headers["Location"] == "/inspections"
    page = supervisor.get(address)
    assert page.status_code == 200
    assert "登记审批" not in page.text
    assert supervisor.get(f"{address}/file.zip").status_code == 200
    for path in ("approval", "purpose", "result", "answer", "exemption"):
        assert supervisor.post(f"{address}/{path}", {}).status_code == 403
    assert supervisor.get("/people").status_code == 403


def test_the_day_of_an_approval_is_read_in_shanghai(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    form = {**APPROVAL, "approved_on": "2026-11-23", "approved_time": "08:00"}
    sign_in("bureau").post(f"/inspections/{quiz.inspection_id}/approval", form)
    approval = approvals.find_approval(quiz.inspection_id)
    assert approval.approved_at.utcoffset() == timedelta(0)
    assert approval.approved_at.hour == 0
