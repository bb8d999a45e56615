"""The enterprise's own phone: one field, kept before it is said, twice is once; and the tablet that waits for it."""

import re
import uuid

from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.draws import DrawFreeze
from examapp.models.inspections import SpotQuiz
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
    quotas = {"quota_lead": 1, "quota_manager": 1, "quota_key_post": 2}
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
    assert tablet.post(address, form(world, waived_by="王代表", waived_reason="不愿参与")).status_code == 303


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
