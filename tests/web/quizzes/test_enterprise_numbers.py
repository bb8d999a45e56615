"""The enterprise's own phone: one field, kept before it is said, twice is once; and the tablet that waits for it."""

import re
import uuid

from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.draws import DrawFreeze
from examapp.models.inspections import SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.services.quizzes import spot_quizzes


def prepared(world: dict, ports) -> tuple[int, str]:
    actor, now = world["actors"]["inspector"], ports.clock.now()
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id, client_id=str(uuid.uuid4()), actor=actor, now=now, ports=ports
    )
    token = db.session.get(SpotQuiz, quiz_id).number_token
    db.session.rollback()
    return quiz_id, f"/n/{token}"


def form(world: dict, **more) -> dict:
    quotas = {"quota_lead": 1, "quota_manager": 1, "quota_key_post": 3}
    return {**quotas, "second_inspector_id": world["colleague_id"], "nonce": "", **more}


def test_the_phone_hears_that_roster_and_items_were_frozen_anew(world, ports, sign_in):
    quiz_id, address = prepared(world, ports)
    phone, tablet = sign_in(None), sign_in("inspector")
    phone.post(address, {"number": "66"})
    assert "重新封存过" not in phone.get(address).text
    db.session.query(Employment).filter_by(role="lead").update({"role": "other"})
    db.session.commit()
    tablet.post(f"/tablet/quizzes/{quiz_id}/freeze", {})
    shown = phone.get(address).text
    assert "重新封存过名单和题库，您报的数照样有效" in shown


def test_the_phone_says_what_the_number_is_for_and_that_it_is_kept(world, ports, sign_in):
    quiz_id, address = prepared(world, ports)
    phone, tablet = sign_in(None), sign_in("inspector")
    page = phone.get(address).text
    assert "抽到谁由这个数和封存的随机数一起决定" in page
    assert len(re.findall(r'<input class="input"', page)) == 1
    assert "还没有收到" in tablet.get(f"/tablet/quizzes/{quiz_id}/number").text
    for _ in range(2):
        assert "已收到：66" in phone.post(address, {"number": "６6"}).text
    assert "企业报的数：<strong>66</strong>" in tablet.get(f"/tablet/quizzes/{quiz_id}/number").text
    empty = phone.post(address, {"number": " \u200b "})
    assert (empty.status_code, "没有填数" in empty.text or "请填一个数" in empty.text) == (422, True)
    assert tablet.post(f"/tablet/quizzes/{quiz_id}/draw", form(world)).status_code == 303
    late = phone.post(address, {"number": "88"})
    assert (late.status_code, "已收到：66" in late.text) == (422, True)
    assert "这个数已经用于抽取" in phone.get(address).text


def test_without_a_number_the_draw_waits_and_a_waiver_wants_a_name_and_a_reason(world, ports, sign_in):
    quiz_id, _ = prepared(world, ports)
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz_id}/draw"
    page = tablet.post(address, form(world))
    assert (page.status_code, "还没有收到数" in page.text) == (422, True)
    page = tablet.post(address, form(world, waived_by="王代表"))
    assert (page.status_code, 'value="王代表"' in page.text, "请补上" in page.text) == (422, True, True)
    waiver = form(world, waived_by="王代表", waived_reason="不愿参与")
    # Giving up is frozen too, and shown before anybody is drawn.
    assert "/people?second=" in tablet.post(address, waiver).headers["Location"]
    assert tablet.post(address, waiver).headers["Location"].endswith("/board")


def test_changed_wishes_show_the_new_code_and_ask_for_the_press_again(world, ports, sign_in):
    quiz_id, address = prepared(world, ports)
    tablet, phone = sign_in("inspector"), sign_in(None)
    path = f"/tablet/quizzes/{quiz_id}/draw"
    first = db.session.get(SpotQuiz, quiz_id).commitment
    left_out = db.session.query(Employment).filter_by(role="key_post", enterprise_id=world["own"].id).first()
    changed = form(world, nonce="7", quota_key_post=1, exclude=left_out.id)
    changed[f"exclude_reason_{left_out.id}"] = "其他人都不在"
    answer = tablet.post(path, {**changed, "seen": first})
    assert (answer.status_code, db.session.get(SpotQuiz, quiz_id).state) == (303, "prepared")
    page = tablet.get(answer.headers["Location"]).text
    db.session.expire_all()
    second = db.session.get(SpotQuiz, quiz_id).commitment
    assert second != first
    assert second in page.split('data-part="anew"')[1].split("</div>")[0]
    assert second in phone.get(f"{address}/state").text
    # What was decided stands there again, ready for the second press.
    for kept in (f'name="seen" value="{second}"', f'value="{left_out.id}" checked', 'value="其他人都不在"'):
        assert kept in " ".join(page.split()), kept
    assert f'value="{world["colleague_id"]}" selected' in " ".join(page.split())
    assert tablet.post(path, {**changed, "seen": second}).headers["Location"].endswith("/board")


def test_an_empty_roster_is_not_said_to_be_sealed(world, ports, sign_in):
    own = world["own"].id
    db.session.query(Employment).filter_by(enterprise_id=own).update({"role": "other"})
    db.session.commit()
    quiz_id, _ = prepared({**world, "own": db.session.get(Enterprise, own)}, ports)
    tablet = sign_in("inspector")
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/people").text
    assert ("谁也改不了抽到谁" in page, "名单是空的，没有可以抽的人" in page) == (False, True)
    db.session.query(Employment).filter_by(enterprise_id=own).update({"role": "lead"})
    db.session.commit()
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/people").text
    assert ("谁也改不了抽到谁" in page, "这份名单还没有封存" in page) == (False, True)
    assert 'form="freeze">先封存这份名单' in page
    sealed = tablet.get(tablet.post(f"/tablet/quizzes/{quiz_id}/freeze", {}).headers["Location"]).text
    assert ("谁也改不了抽到谁" in sealed, "先封存这份名单" in sealed) == (True, False)


def test_a_reason_that_is_missing_or_odd_is_said_beside_the_person(world, ports, sign_in):
    quiz_id, _ = prepared(world, ports)
    person = db.session.query(Employment).filter_by(role="key_post", enterprise_id=world["own"].id).first()
    tablet, field = sign_in("inspector"), f"exclude_reason_{person.id}"
    for reason, told in (("", f"请给{person.candidate.name}选一个不抽的原因"), ("病😀", "😀")):
        sent = form(world, nonce="7", exclude=person.id, **{field: "other", f"{field}_words": reason})
        page = tablet.post(f"/tablet/quizzes/{quiz_id}/draw", sent)
        assert page.status_code == 422
        assert told in page.text.split(f'id="{field}-error"')[1].split("</span>")[0]
        assert 'class="notice notice--bad"' not in page.text


def test_another_phone_and_a_browser_of_staff_cannot_change_the_number(world, ports, sign_in):
    quiz_id, address = prepared(world, ports)
    first, second, staff = sign_in(None), sign_in(None), sign_in("inspector")
    assert "只有执法" not in first.post(address, {"number": "2"}).text
    for browser, told in ((second, "另一部手机先报了 2"), (staff, "不能替企业报数")):
        answer = browser.post(address, {"number": "88"})
        assert (answer.status_code, told in answer.text) == (422, True), told
    assert "另一部手机已经报了：2" in second.get(address).text
    assert "已收到：3" in first.post(address, {"number": "3"}).text
    shown = staff.post(f"/tablet/quizzes/{quiz_id}/draw", form(world, nonce="88"))
    assert (shown.status_code, "企业的手机已经报了 3" in shown.text) == (422, True)
    assert "企业报的数：<strong>3</strong>" in staff.get(f"/tablet/quizzes/{quiz_id}/number").text


def test_another_firm_is_chosen_after_the_quiz_was_called_off(world, ports, sign_in):
    quiz_id, _ = prepared(world, ports)
    answer = sign_in("inspector").post(f"/tablet/quizzes/{quiz_id}/cancellation", {})
    assert answer.location == "/tablet/enterprises"


def test_an_address_that_nobody_was_given_says_what_to_do(sign_in):
    page = sign_in(None).get("/n/nobody")
    assert (page.status_code, "重新扫" in page.text) == (404, True)


def test_a_roster_put_right_is_frozen_again_by_one_press(world, ports, sign_in):
    quiz_id, _ = prepared(world, ports)
    tablet = sign_in("inspector")
    people = f"/tablet/quizzes/{quiz_id}/people"
    assert "按现在的名单重新封存" not in tablet.get(people).text
    db.session.query(Employment).filter_by(role="lead").update({"role": "other"})
    db.session.commit()
    assert "按现在的名单重新封存" in tablet.get(people).text
    assert tablet.post(f"/tablet/quizzes/{quiz_id}/freeze", {}).status_code == 303
    page = tablet.get(people).text
    assert "按现在的名单重新封存" not in page
    assert "（第 2 次封存）" in page


def test_a_quiz_prepared_under_v1_still_asks_for_a_number_that_may_be_left_out(world, ports, sign_in):
    quiz_id, _ = prepared(world, ports)
    db.session.query(DrawFreeze).delete()
    quiz = db.session.get(SpotQuiz, quiz_id)
    quiz.algorithm, quiz.seed, quiz.number_token = "v1", b"s" * 32, None
    db.session.commit()
    tablet = sign_in("inspector")
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/people").text
    assert "企业报一个数（可以不报）" in page
    assert "企业放弃报数" not in page
    assert tablet.post(f"/tablet/quizzes/{quiz_id}/draw", form(world)).status_code == 303


def test_an_emptied_quota_draws_nobody_and_is_told_beside_it(world, ports, sign_in):
    quiz_id, _ = prepared(world, ports)
    answer = sign_in("inspector").post(
        f"/tablet/quizzes/{quiz_id}/draw", form(world, quota_manager="", nonce="7")
    )
    assert answer.status_code == 422
    assert "没有填人数" in answer.text.split('id="quota_manager"')[1].split("</section>")[0]
    assert db.session.get(SpotQuiz, quiz_id).state == "prepared"


def test_what_cannot_be_printed_is_refused_where_it_was_typed(world, ports, sign_in):
    quiz_id, address = prepared(world, ports)
    tablet = sign_in("inspector")
    assert "😀" in sign_in(None).post(address, {"number": "八😀"}).text
    path = f"/tablet/quizzes/{quiz_id}/draw"
    for more in (
        {"nonce": "七😀"},
        {"waived_by": "王😀", "waived_reason": "不报"},
        {"waived_by": "王", "waived_reason": "😀"},
    ):
        answer = tablet.post(path, form(world, **more))
        assert (answer.status_code, "😀" in answer.text) == (422, True), more
    assert db.session.get(SpotQuiz, quiz_id).state == "prepared"
