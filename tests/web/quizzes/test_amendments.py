"""The pages of a record that is put right: a name, new signatures, the second inspector's own session."""

import pytest

from examapp.extensions import db
from examapp.models.inspections import Participant
from examapp.models.records import Record
from examapp.services.quizzes import spot_quizzes
from tests.services.quizzes.test_field_flow import finish
from tests.stories import confirmed, open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def asks_to_sign_again(inspector, colleague, page: str, quiz_id: int) -> None:
    """The record leads to the signatures; the tablet's home and the finished page say how many must sign."""
    assert f'<a href="/tablet/quizzes/{quiz_id}/signatures">重新签字</a>' in inspector.get(page).text
    assert "记录里的姓名或成绩更正过" in colleague.get("/tablet/").text
    assert "4 人请重签" in inspector.get("/tablet/").text
    finished = inspector.get(f"/tablet/quizzes/{quiz_id}/finished").text
    assert ("4 人请重签：" in finished, "✓ 已完成" in finished) == (True, False)


def nobody_is_asked_any_more(browsers: tuple, record_id: int, token: str) -> None:
    """A version was made of it; the QR of the first one leads to it."""
    for browser in browsers:
        assert "等您确认" not in browser.get("/tablet/").text
    first = browsers[0].get(f"/r/{db.session.get(Record, record_id).public_token}").text
    assert f'href="/r/{token}">看第 2 版' in " ".join(first.split()).replace("> 看", ">看")


def waits_at_the_top(own: str, other: str) -> None:
    """What waits stands first, and neither a new signature nor another name is asked for meanwhile."""
    assert "您自己不能确认" in own
    for words in ("再在下面", "<h2>更正姓名</h2>", "下载 record.json"):
        assert words not in own
    assert '等您确认：姓名写错　<a href="#asked">去确认</a>' in other


def test_a_wrong_name_is_put_right_signed_anew_and_confirmed_from_another_account(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [10])
    record_id, quiz_id = record.id, quiz.id
    participant_id = spot_quizzes.list_participants(quiz.id)[0].id
    inspector, colleague = sign_in("inspector"), sign_in("colleague")
    page = f"/records/{record_id}"
    odd = inspector.post(
        f"{page}/names", {"participant_id": participant_id, "name": "刘😀", "correction_reason": "看错"}
    )
    assert odd.status_code == 422
    assert 'id="right-name-error"' in odd.text
    assert 'value="刘😀"' in odd.text
    same = {"participant_id": participant_id, "name": "刘主任", "reason": "看错"}
    assert "现在写的就是“刘主任”，没有改动" in inspector.post(f"{page}/names", same).text
    right = {"participant_id": participant_id, "name": "刘主仁", "reason": "看错"}
    assert inspector.post(f"{page}/names", right).status_code == 303
    assert "姓名或成绩已经更正" in inspector.get(page).text
    signing = inspector.get(f"/tablet/quizzes/{quiz_id}/signatures").text
    assert "请重签" in signing
    asks_to_sign_again(inspector, colleague, page, quiz_id)
    unsigned = inspector.post(f"{page}/amendment", {"reason": "姓名写错"})
    assert unsigned.status_code == 422
    assert 'id="unsigned-error"' in unsigned.text
    assert 'value="姓名写错"' in unsigned.text
    asked = {"reason": "姓名写错", "unsigned_reason": "人已离开"}
    assert inspector.post(f"{page}/amendment", asked).status_code == 303
    waits_at_the_top(inspector.get(page).text, colleague.get(page).text)
    assert inspector.post(f"{page}/amendment/confirmation").status_code == 422
    assert "确认，生成新的一版" in colleague.get(page).text
    made = colleague.post(f"{page}/amendment/confirmation")
    new = colleague.get(made.location).text
    assert "未重新签字" in new
    assert "刘主仁" in new
    token = db.session.get(Record, int(made.location.rsplit("/", 1)[1])).public_token
    public = sign_in(None).get(f"/r/{token}").text
    assert "刘主" not in public
    assert "第 2 版更正" in public
    nobody_is_asked_any_more((inspector, colleague), record_id, token)
    assert "已被更正" in colleague.get(f"/inspections/{quiz.inspection_id}").text


@pytest.mark.parametrize("login", ["bureau", "officer", "auditor"])
def test_whoever_is_no_inspector_sees_no_way_to_amend_and_is_refused(app, world, ports, sign_in, login):
    record = finish(app, world, ports, open_quiz(world, ports), [10])
    page, reader = f"/records/{record.id}", sign_in(login)
    shown = reader.get(page)
    if shown.status_code == 200:
        assert "更正姓名" not in shown.text
    for act in ("names", "amendment", "amendment/confirmation", "amendment/dropping"):
        assert reader.post(f"{page}/{act}", {"reason": "x", "name": "甲乙"}).status_code in (403, 404)


def test_a_confirmed_wrong_name_is_put_right_on_the_persons_page_before_the_record(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    participant, _ = confirmed(world, ports, quiz)
    page, inspector = f"/tablet/quizzes/{quiz.id}/people/{participant.id}", sign_in("inspector")
    participant_id = participant.id
    assert "更正姓名" in inspector.get(page).text
    odd = inspector.post(f"{page}/name", {"name": "刘🙂", "correction_reason": "看错"})
    assert odd.status_code == 422
    assert 'id="right-name-error"' in odd.text
    assert 'value="看错"' in odd.text
    assert (
        inspector.post(f"{page}/name", {"name": "刘主\u200b仁", "correction_reason": "看错"}).status_code
        == 303
    )
    assert db.session.get(Participant, participant_id).name == "刘主仁"
