"""The first administrator's page: every tick comes from the data; the link is shown; the colleague is chosen."""

import re
import uuid

from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.inspections import SpotQuiz
from examapp.services.people import sign_ins
from examapp.services.people.first_steps import read_first_steps
from examapp.services.quizzes.spot_quizzes import prepare_quiz
from tests.stories import open_quiz


def states(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-step="(\w+)" data-state="(\w+)"', page))


def test_each_step_is_ticked_by_what_the_data_say_and_home_leads_there_until_all_are(world, ports, sign_in):
    admin = sign_in("administrator")
    assert admin.get("/home").headers["Location"] == "/first-steps"
    page = admin.get("/first-steps").text
    done = dict.fromkeys(("regions", "enterprises", "inspectors", "roster", "auditor"), "done")
    assert states(page) == {**done, "quiz": "next"}
    for name in ("region", "enterprise", "inspector"):
        assert f"/{name}s/imports/template.xlsx" in page
    quiz = open_quiz(world, ports)
    assert "记录还没有生成" in admin.get("/first-steps").text
    db.session.get(SpotQuiz, quiz.id).state = "recorded"
    db.session.commit()
    assert admin.get("/home").headers["Location"] == "/accounts"


def test_people_who_left_are_no_roster(world, ports):
    for employment in db.session.query(Employment):
        employment.ended_on = employment.started_on
    db.session.commit()
    steps = read_first_steps(now=ports.clock.now())
    assert (steps.people, steps.done["roster"], steps.next) == (0, False, "roster")


def test_everybody_may_hand_the_templates_on_and_only_the_administrator_sees_the_steps(sign_in):
    officer = sign_in("officer")
    for kind in ("regions", "enterprises", "inspectors"):
        assert officer.get(f"/{kind}/imports/template.xlsx").status_code == 200
    assert officer.get("/first-steps").status_code == 403


def test_a_new_account_shows_its_one_time_link_at_once(world, sign_in):
    admin = sign_in("administrator")
    facts = {"login_name": "newbie", "name": "高新来", "role": "bureau", "region_id": world["own"].region_id}
    page = admin.post("/accounts", facts).text
    assert "请把下面的链接交给高新来本人" in page
    assert "<svg" in page
    token = re.search(r"/sign-in/([\w-]+)<", page).group(1)
    answer = sign_in(None).post(f"/sign-in/{token}")
    assert answer.headers["Location"] == "/home"


def test_auditors_are_neither_offered_nor_sent_links(sign_in, world):
    admin = sign_in("administrator")
    page = admin.get("/accounts").text
    assert 'value="auditor"' not in page
    assert f"/accounts/{world['accounts']['auditor'].id}/link" not in page
    answer = admin.post("/accounts", {"login_name": "x", "name": "孔二", "role": "auditor"})
    assert answer.status_code == 422
    assert "auditor-link" in answer.text


def test_the_link_from_the_console_makes_an_auditor_and_stands_in_the_audit_log(app, ports, sign_in):
    token = sign_ins.invite_auditor(now=ports.clock.now())
    stranger = sign_in(None)
    assert "设置审计员" in stranger.get(f"/set-up/{token}").text
    facts = {
        "name": "孔二",
        "login_name": "kong2",
        "password": "audit-0nly-this",
        "repeated": "audit-0nly-this",
    }
    assert stranger.post(f"/set-up/{token}", facts).headers["Location"] == "/home"
    assert stranger.post(f"/set-up/{token}", facts).status_code == 410
    log = sign_in("auditor").get("/audit").text
    assert "发审计员的一次性链接" in log
    assert "服务器控制台" in log


def test_the_set_up_link_of_an_installation_with_accounts_is_dead(ports, world, sign_in):
    token = sign_ins.issue_sign_in_link(None, purpose="set_up", now=ports.clock.now())
    facts = {"name": "甲", "login_name": "late", "password": "audit-0nly-this", "repeated": "audit-0nly-this"}
    assert sign_in(None).post(f"/set-up/{token}", facts).status_code == 410


def test_the_colleague_is_chosen_and_a_missing_choice_is_said_at_the_field_with_nothing_lost(
    world, ports, sign_in
):
    actor, now = world["actors"]["inspector"], ports.clock.now()
    first = open_quiz(world, ports)
    db.session.get(SpotQuiz, first.id).state = "recorded"
    db.session.commit()
    quiz_id = prepare_quiz(world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports)
    browser = sign_in("inspector")
    page = browser.get(f"/tablet/quizzes/{quiz_id}/people").text
    select = re.search(r'<select[^>]*id="second".*?</select>', page, re.DOTALL).group()
    assert "selected" not in select
    assert "上次同组" in select
    answer = browser.post(
        f"/tablet/quizzes/{quiz_id}/draw",
        {"quota_lead": 1, "quota_manager": 0, "quota_key_post": 2, "nonce": "88", "second_inspector_id": ""},
    )
    assert answer.status_code == 422
    assert 'aria-describedby="second-error"' in answer.text
    assert 'name="nonce" value="88"' in answer.text
    assert re.search(r'id="quota_manager"[^>]*value="0"', answer.text)


def test_too_many_people_are_refused_on_the_same_page(world, ports, sign_in):
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz_id = prepare_quiz(world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports)
    answer = sign_in("inspector").post(
        f"/tablet/quizzes/{quiz_id}/draw",
        {"quota_lead": 9, "nonce": "7", "second_inspector_id": world["colleague_id"]},
    )
    assert (answer.status_code, "可抽的只有 1 人" in answer.text) == (422, True)
    assert f'value="{world["colleague_id"]}" selected' in answer.text


def test_an_inspector_imports_the_roster_of_the_own_county_only(world, sign_in):
    inspector = sign_in("inspector")
    assert inspector.get(f"/rosters/new/{world['own'].id}").status_code == 200
    assert inspector.get(f"/rosters/new/{world['foreign'].id}").status_code == 404


def test_one_inspector_page_shows_account_double_and_removal(world, sign_in):
    admin = sign_in("administrator")
    page = admin.get(f"/inspectors/{world['colleague_id']}").text
    assert "解除账号" in page
    assert "和另一条是同一个人" in page
    answer = admin.post(f"/inspectors/{world['colleague_id']}/removal")
    assert answer.headers["Location"] == "/inspectors"
    assert "colleague甲" not in admin.get("/inspectors").text or "已移除" in admin.get("/inspectors").text
