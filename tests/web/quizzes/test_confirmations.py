"""The pages of two inspectors who confirm: the tablet of one waits, the phone of the other shows all and signs."""

import json

import pytest
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import AccountSession
from examapp.services.people import sign_ins
from examapp.services.quizzes import records
from tests.services.quizzes.test_confirmations import ended, finish, sign
from tests.stories import STROKES

STROKES_TEXT = json.dumps(STROKES)


def confirm(browser, world, quiz_id, page, of="colleague"):
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    facts = {"signer": f"inspector:{world[f'{of}_id']}", "strokes": STROKES_TEXT, "digest": digest}
    return browser.post(f"/confirm/{quiz_id}", facts)


def test_the_tablet_waits_for_the_colleague_who_signs_on_an_own_phone(app, world, ports, sign_in):
    quiz_id = ended(world, ports).id
    tablet, phone = sign_in("inspector"), sign_in("colleague")
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/signatures").text
    assert "请 inspector甲 签字" in page
    facts = {"signer": f"inspector:{world['inspector_id']}", "strokes": STROKES_TEXT, "name": ""}
    assert tablet.post(f"/tablet/quizzes/{quiz_id}/signatures", facts).status_code == 303
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/signatures").text
    assert '<span data-part="colleague">colleague甲</span> 用本人的登录确认' in page
    assert f"/confirm/{quiz_id}" in page
    assert "<canvas" not in page
    assert "等 colleague甲 确认" in tablet.get("/tablet/").text
    assert "等您确认" in phone.get("/tablet/").text
    shown = phone.get(f"/confirm/{quiz_id}").text
    for words in ("甲区示例化工有限公司", "刘主任", "缺考：外出", "colleague甲 签字确认", "结果不对，退回"):
        assert words in shown
    live = f"/tablet/quizzes/{quiz_id}/signatures/colleague?signer=inspector:{world['colleague_id']}"
    assert tablet.get(live).status_code == 200
    assert confirm(phone, world, quiz_id, shown).status_code == 303
    assert tablet.get(live).status_code == 302
    assert "生成抽考记录" in tablet.get(f"/tablet/quizzes/{quiz_id}/signatures").text
    assert "您已确认并签字" in phone.get(f"/confirm/{quiz_id}").text


def test_the_tablet_can_neither_sign_nor_confirm_nor_send_back_for_the_colleague(app, world, ports, sign_in):
    quiz_id = ended(world, ports).id
    tablet = sign_in("inspector")
    key = f"inspector:{world['colleague_id']}"
    for address, facts in (
        (f"/tablet/quizzes/{quiz_id}/signatures", {"strokes": STROKES_TEXT}),
        (f"/tablet/quizzes/{quiz_id}/signatures", {"refusal_reason": "没空"}),
        (f"/confirm/{quiz_id}", {"strokes": STROKES_TEXT}),
        (f"/confirm/{quiz_id}/sending-back", {"reason": "不对"}),
    ):
        answer = tablet.post(address, {"signer": key, **facts})
        assert answer.status_code in (403, 409, 422)
        assert "本人的账号登录" in answer.text
    answer = tablet.post(f"/tablet/quizzes/{quiz_id}/record")
    assert "colleague甲" in answer.text
    assert records.current_record(quiz_id) is None


def test_the_tablet_reads_why_the_colleague_sent_the_results_back(app, world, ports, sign_in):
    quiz_id = ended(world, ports).id
    tablet, phone = sign_in("inspector"), sign_in("colleague")
    key = f"inspector:{world['colleague_id']}"
    facts = {"signer": key, "reason": "第 2 号没有来"}
    assert phone.post(f"/confirm/{quiz_id}/sending-back", facts).status_code == 303
    assert "您已退回：第 2 号没有来" in phone.get(f"/confirm/{quiz_id}").text
    live = f"/tablet/quizzes/{quiz_id}/signatures/colleague?signer={key}"
    assert "第 2 号没有来" in tablet.get(live).text
    assert "已退回" in tablet.get(f"/tablet/quizzes/{quiz_id}/signatures/rows").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_inspector_of_another_county_finds_no_such_page_and_the_finished_quiz_leads_to_its_record(
    app, world, ports, sign_in
):
    quiz = ended(world, ports)
    assert sign_in("outsider").get(f"/confirm/{quiz.id}").status_code == 404
    sign(world, ports, quiz, "inspector")
    sign(world, ports, quiz, "colleague")
    record_id = finish(world, ports, quiz).id
    assert f"/records/{record_id}" in sign_in("colleague").get(f"/confirm/{quiz.id}").text


def turn_of(world, ports, tablet, who: str = "colleague"):
    """The browser of `tablet` lent to the colleague, who signs in on it by a link."""
    link = sign_ins.issue_sign_in_link(world["accounts"][who].id, purpose="sign_in", now=ports.clock.now())
    return tablet.post(f"/sign-in/{link}")


def test_the_colleague_signs_in_on_the_same_tablet_confirms_and_the_pin_brings_the_quiz_back(
    app, world, ports, sign_in
):
    quiz_id = ended(world, ports).id
    tablet = sign_in("inspector")
    assert tablet.post(f"/confirm/{quiz_id}/turn", {"pin": "2468"}).status_code == 303
    # Nobody is signed in on it: the first inspector's pages are the turn's page or the sign-in.
    for address in ("/tablet/", f"/tablet/quizzes/{quiz_id}/signatures", "/records", "/handover/queue"):
        assert tablet.get(address).headers["Location"].endswith(f"/confirm/{quiz_id}/turn")
    assert "/sign-in" in tablet.get(f"/confirm/{quiz_id}").headers["Location"]
    assert tablet.post(f"/tablet/quizzes/{quiz_id}/record").status_code in (403, 409)
    assert "请 colleague甲 登录" in tablet.get(f"/confirm/{quiz_id}/turn").text
    turn_of(world, ports, tablet)
    # The colleague sees this page and nothing else of the system.
    assert tablet.get("/inspections").headers["Location"].endswith(f"/confirm/{quiz_id}/turn")
    page = tablet.get(f"/confirm/{quiz_id}").text
    assert confirm(tablet, world, quiz_id, page).status_code == 303
    assert "colleague甲 已确认" in tablet.get(f"/confirm/{quiz_id}/turn").text
    # Signed out at once.
    assert "/sign-in" in tablet.get(f"/confirm/{quiz_id}").headers["Location"]
    wrong = tablet.post("/handover/end", {"pin": "1111"})
    assert wrong.headers["Location"].endswith(f"/confirm/{quiz_id}/turn")
    back = tablet.post("/handover/end", {"pin": "2468"})
    assert back.headers["Location"].endswith(f"/tablet/quizzes/{quiz_id}/signatures")
    assert "请 inspector甲 签字" in tablet.get(back.headers["Location"]).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_turn_is_for_this_quiz_and_for_the_two_inspectors_alone(app, world, ports, sign_in):
    quiz_id = ended(world, ports).id
    tablet = sign_in("inspector")
    tablet.post(f"/confirm/{quiz_id}/turn", {"pin": "2468"})
    turn_of(world, ports, tablet, "bureau")
    page = tablet.get(f"/confirm/{quiz_id}/turn").text
    assert ("不是要确认的人" in page, "核对结果并签字" in page) == (True, False)
    refused = tablet.get(f"/confirm/{quiz_id}")
    assert (refused.status_code, "回到这台平板" in refused.text, "回到首页" in refused.text) == (
        403,
        True,
        False,
    )
    assert tablet.post("/sign-out").status_code == 200
    turn_of(world, ports, tablet)
    assert "核对结果并签字" in tablet.get(f"/confirm/{quiz_id}/turn").text
    other = tablet.get(f"/confirm/{quiz_id + 1}")
    assert other.headers["Location"].endswith(f"/confirm/{quiz_id}/turn")


def test_neither_session_outlives_the_turn_for_the_other(app, world, ports, sign_in):
    quiz_id = ended(world, ports).id
    tablet = sign_in("inspector")
    tablet.post(f"/confirm/{quiz_id}/turn", {"pin": "2468"})
    turn_of(world, ports, tablet)
    # Given back before anything was confirmed: the colleague is signed out, the first inspector is back.
    tablet.post("/handover/end", {"pin": "2468"})
    page = tablet.get("/tablet/").text
    assert ("inspector甲" in page, "colleague甲　" in page) == (True, False)
    tablet.post(f"/confirm/{quiz_id}/turn", {"pin": "2468"})
    turn_of(world, ports, tablet)
    for _ in range(6):
        tablet.post("/handover/end", {"pin": "0000"})
    # Locked: nobody is signed in on this tablet any more, the colleague neither.
    assert "/sign-in" in tablet.get("/tablet/").headers["Location"]
    living = select(AccountSession.id).where(AccountSession.revoked_at.is_(None))
    assert db.session.scalars(living).all() == []
