"""The page on which an exam is called off: who answers now, the reason, and asked again when the number grew."""

from examapp.extensions import db
from examapp.models.exams import Exam
from tests.services.exams.test_exam_cancellations import answering, exam  # noqa: F401

# ruff: noqa: F811 - fixtures of the tests of the act are used here


def test_the_officer_sees_how_many_answer_and_is_asked_again_when_more_do(answering, exam, sign_in):
    browser = sign_in("bureau")
    address = f"/exams/{exam}/cancellation"
    assert "现在有 1 人正在答题" in browser.get(address).text
    without = browser.post(address, {"answering": "1", "reason": ""})
    assert (without.status_code, "请写明原因" in without.text) == (422, True)
    odd = browser.post(address, {"answering": "1", "reason": "😀"})
    assert (odd.status_code, "“😀”不是文字" in odd.text, 'value="😀"' in odd.text) == (422, True, True)
    grown = browser.post(address, {"answering": "0", "reason": "停电"})
    assert (grown.status_code, "还没有取消" in grown.text, 'value="停电"' in grown.text) == (422, True, True)
    assert browser.post(address, {"answering": "1", "reason": "停电"}).status_code == 303
    db.session.remove()
    assert db.session.get(Exam, exam).state == "cancelled"
    page = browser.get(f"/exams/{exam}").text
    assert "已取消" in page
    assert "正在考" not in page


def test_nobody_without_the_right_calls_an_exam_off(exam, sign_in):
    browser = sign_in("inspector")
    assert browser.get(f"/exams/{exam}/cancellation").status_code == 403
    assert browser.post(f"/exams/{exam}/cancellation", {"reason": "停电"}).status_code == 403
