"""The pages on which a plan is moved or called off and a purpose is changed, and where everybody sees that it was."""

import pytest

from examapp.services.quizzes import approvals, spot_quizzes, visit_plans
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz, plan_visit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_plan_is_moved_and_called_off_on_its_page_with_the_reason_beside_it(world, ports, sign_in):
    planned = plan_visit(world, ports)
    address, bureau = f"/inspections/{planned.id}", sign_in("bureau")
    assert f"{address}/plan" in bureau.get(address).text
    form = {
        "inspected_on": "2026-11-25",
        "place": "二号车间",
        "lead_inspector_id": world["inspector_id"],
        "second_inspector_id": world["colleague_id"],
        "reason": "企业停电",
    }
    foreign = {**form, "second_inspector_id": world["outsider_id"]}
    refusal = bureau.post(f"{address}/plan", foreign, headers={"Referer": f"http://localhost{address}/plan"})
    assert refusal.status_code == 422
    assert "打不开甲区的企业" in refusal.text
    assert "outsider甲" not in bureau.get(f"{address}/plan").text
    assert bureau.post(f"{address}/plan", form).status_code == 303
    page = bureau.get(address).text
    for words in ("改安排：2026-11-23", "→ 2026-11-25", "企业停电", "2026 年共 1 次检查"):
        assert words in page
    back = {"Referer": f"http://localhost{address}/plan"}
    for words in ("", "😀", "长" * 151):
        refusal = bureau.post(f"{address}/calling-off", {"calling_off_reason": words}, headers=back)
        assert 'id="f-calling_off_reason-error"' in refusal.text or "aria-invalid" in refusal.text
    assert bureau.post(f"{address}/calling-off", {"calling_off_reason": "企业注销"}).status_code == 303
    page = bureau.get(address).text
    for words in ("安排已撤回", "企业注销", "2026 年共 0 次检查"):
        assert words in page
    assert f"{address}/plan" not in page
    assert "安排已撤回" in bureau.get("/inspections").text
    assert (
        sign_in("supervisor").post(f"{address}/calling-off", {"calling_off_reason": "x"}).status_code == 403
    )


def test_a_second_plan_of_the_day_names_the_first_beside_the_day(world, ports, sign_in):
    planned = plan_visit(world, ports)
    form = {
        "enterprise_id": world["own"].id,
        "inspected_on": "2026-11-23",
        "lead_inspector_id": world["inspector_id"],
        "second_inspector_id": world["colleague_id"],
        "kind": "routine",
        "item": "教育培训",
        "basis": "安全生产法",
        "number": "1 号",
        "approver": "钱",
        "approved_on": "2026-11-20",
        "client_id": "11111111-1111-4111-8111-111111111111",
    }
    address = "/inspections/plan?q=示例"
    page = sign_in("bureau").post(address, form, headers={"Referer": f"http://localhost{address}"})
    assert page.status_code == 422
    assert f"这一天已经安排了检查（{planned.number}）" in page.text


def test_a_search_without_a_hit_shows_no_form_and_one_with_hits_only_inspectors_who_can_go(world, sign_in):
    bureau = sign_in("bureau")
    assert "没有找到“查无此名”" in bureau.get("/inspections/plan?q=查无此名").text
    assert "执法人员一" not in bureau.get("/inspections/plan?q=查无此名").text
    page = bureau.get("/inspections/plan?q=甲区示例").text
    assert "colleague甲" in page
    assert "outsider甲" not in page


def test_another_purpose_of_a_recorded_visit_is_asked_confirmed_and_marked_on_every_page_of_the_record(
    app, world, ports, sign_in
):
    record = finish(app, world, ports, open_quiz(world, ports), [2, 10])
    address = f"/inspections/{record.spot_quiz.inspection_id}"
    token = record.public_token
    own, record_page = sign_in("inspector"), f"/records/{record.id}"
    assert "没有办完的整改（现在 1 项）结掉" in own.get(address).text
    asked = {"purpose": "self_test", "reason": "企业请我们来练习"}
    assert own.post(f"{address}/purpose", asked).status_code == 303
    page = own.get(address).text
    assert "性质等监管科室确认" in page
    assert 'name="decision"' not in page
    assert "性质改过" not in sign_in(None).get(f"/r/{token}").text
    bureau = sign_in("bureau")
    assert "有 1 次检查要改性质" in bureau.get("/inspections").text
    assert world["own"].name in bureau.get("/inspections?waiting=1").text
    assert own.post(f"{address}/purpose/decision", {"decision": "agree"}).status_code == 403
    refused = {"decision": "refuse", "refusal": ""}
    back = {"Referer": f"http://localhost{address}"}
    assert "请写明为什么不同意" in bureau.post(f"{address}/purpose/decision", refused, headers=back).text
    assert bureau.post(f"{address}/purpose/decision", {"decision": "agree"}).status_code == 303
    page = bureau.get(address).text
    for words in ("inspector甲", "执法检查 → 企业自测", "企业请我们来练习", "bureau甲"):
        assert words in page
    for shown in (bureau.get(record_page).text, sign_in(None).get(f"/r/{token}").text):
        assert "这次检查的性质改过" in shown
        assert "它开出的整改没有办完的已经结掉" in shown
    assert "企业请我们来练习" in bureau.get(record_page).text
    assert "企业请我们来练习" not in sign_in(None).get(f"/r/{token}").text


def test_a_card_of_a_planned_visit_tells_kind_item_and_both_inspectors(world, ports, sign_in):
    planned = plan_visit(world, ports)
    home = sign_in("inspector").get("/tablet/").text
    for words in (
        "日常检查",
        "安全生产教育培训情况检查",
        "inspector甲、colleague甲",
        "甲应急检审〔2026〕7 号",
    ):
        assert words in home
    assert f'name="plan_id" value="{planned.id}"' in home
    assert "tablet-foot" not in home
    assert visit_plans.list_changes(planned.id) == []


def test_the_page_of_a_visit_tells_who_passed_and_leads_to_the_firm(app, world, ports, sign_in):
    record = finish(app, world, ports, open_quiz(world, ports), [2, 10])
    page = sign_in("bureau").get(f"/inspections/{record.spot_quiz.inspection_id}").text
    people = page.split('class="quiz-people"')[1].split("</ul>")[0]
    for words in ("不合格", "合格", "缺考"):
        assert words in people
    assert "已交卷" not in people
    assert f'href="/enterprises/{world["own"].id}"' in page


@pytest.mark.parametrize("path", ["/inspections/plan", "/walk-ins"])
def test_every_page_around_visits_is_marked_in_the_menu(world, sign_in, path):
    page = sign_in("bureau").get(path).text
    assert 'href="/inspections" aria-current="page"' in page


@pytest.mark.parametrize("path", ["/passkeys", "/phone-codes"])
def test_the_pages_of_the_own_account_are_marked_below_the_menu(world, sign_in, path):
    page = sign_in("bureau").get(path).text
    assert 'href="/passkeys" aria-current="page"' in page


@pytest.mark.parametrize(
    ("field", "words", "refusal"),
    [
        ("place", "厂区😀", "不是文字"),
        ("exemption_reason", "停产😀", "不是文字"),
        ("note", "😀", "不是文字"),
        ("note", "长" * 501, "最多 500 个字"),
    ],
)
def test_what_is_entered_of_a_visit_is_text_and_never_cut(world, sign_in, field, words, refusal):
    form = {
        "enterprise_id": world["own"].id,
        "inspected_on": "2026-11-20",
        "client_id": "11111111-1111-4111-8111-111111111111",
        field: words,
    }
    address = "/inspections/new?q=示例"
    page = sign_in("bureau").post("/inspections/new", form, headers={"Referer": f"http://localhost{address}"})
    assert page.status_code == 422
    assert refusal in page.text
    assert f'id="f-{field}-error"' in page.text or 'role="alert"' in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"approved_on": "2026-12-20"}, "请填已经批下来的时间"),
        ({"approved_on": "1999-12-20"}, "请核对年份"),
        ({"item": "教育培训😀"}, "不是文字"),
    ],
)
def test_a_late_approval_of_another_time_or_with_pictures_is_refused_and_the_visit_goes_on_waiting(
    world, ports, sign_in, changes, words
):
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id,
        client_id="late-approval",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
    inspection = spot_quizzes.locked_quiz(quiz_id).inspection
    address = f"/inspections/{inspection.id}/approval"
    form = {
        "kind": "routine",
        "item": "教育培训",
        "basis": "安全生产法",
        "number": "1 号",
        "approver": "钱",
        "approved_on": "2026-11-20",
        **changes,
    }
    page = sign_in("bureau").post(address, form, headers={"Referer": f"http://localhost{address}"})
    assert page.status_code == 422
    assert words in page.text
    assert approvals.find_approval(inspection.id) is None
