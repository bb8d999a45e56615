"""The end of a quiz on the tablet: quiet, told in numbers, taken back within ten seconds; reasons by one tap."""

from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant
from examapp.services.attempts.attempts import latest_result
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import boards, closings, spot_quizzes
from examapp.services.quizzes.draw_freezes import list_people
from tests.stories import Device, confirmed, open_quiz, right_answers, step


def absent_form(quiz_id: int) -> dict[str, str]:
    return {f"reason_{person.id}": "请假" for person in closings.list_not_begun(quiz_id)}


def running_quiz(app, world, ports):
    """A quiz in which the first person has opened the paper and answered one item."""
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    device = Device(app, attempt)
    device.read()
    device.put(step(1, right_answers(attempt)[0], 1))
    return quiz.id, attempt.id, device


def state_of(quiz_id: int) -> str:
    db.session.remove()
    return spot_quizzes.locked_quiz(quiz_id).state


def later(ports, seconds: int) -> None:
    ports.clock.moment += timedelta(seconds=seconds)


def test_before_the_end_the_page_says_how_many_still_answer_and_how_long(app, world, ports, sign_in):
    quiz_id, _, _ = running_quiz(app, world, ports)
    tablet = sign_in("inspector")
    board = tablet.get(f"/tablet/quizzes/{quiz_id}/board").text
    assert "结束答题…" in board
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/closing").text
    assert "还有 1 人在答，剩" in page
    assert "再等等" in page
    tablet.post(f"/tablet/quizzes/{quiz_id}/pause", {"reason": "警报疏散"})
    page = tablet.get(f"/tablet/quizzes/{quiz_id}/closing").text
    assert "已经暂停，1 人还没有交卷" in page
    assert "时间到了会自动交卷" not in page
    assert "先去恢复答题" in page
    assert "恢复答题…" in tablet.get(f"/tablet/quizzes/{quiz_id}/board").text


def test_answers_count_during_the_ten_seconds_and_the_end_comes_without_the_tablet(
    app, world, ports, sign_in
):
    quiz_id, attempt_id, device = running_quiz(app, world, ports)
    sign_in("inspector").post(f"/tablet/quizzes/{quiz_id}/closing", absent_form(quiz_id))
    assert state_of(quiz_id) == "open"
    later(ports, 9)
    closings.end_what_is_due(now=ports.clock.now(), grace_seconds=5)
    assert state_of(quiz_id) == "open"
    second = right_answers(db.session.get(Attempt, attempt_id))[1]
    assert device.put(step(2, second, 2)).status_code == 200
    later(ports, 2)
    for _ in range(2):
        closings.end_what_is_due(now=ports.clock.now(), grace_seconds=5)
    assert state_of(quiz_id) == "closed"
    assert latest_result(attempt_id).score_tenths > 0
    board = boards.read_board(spot_quizzes.locked_quiz(quiz_id), now=ports.clock.now(), grace_seconds=None)
    assert board["people"][0]["answered"] == [1, 2]


def test_an_end_taken_back_never_comes_and_too_late_is_told(app, world, ports, sign_in):
    quiz_id, _, _ = running_quiz(app, world, ports)
    tablet = sign_in("inspector")
    tablet.post(f"/tablet/quizzes/{quiz_id}/closing", absent_form(quiz_id))
    assert "撤销，继续答题" in tablet.get(f"/tablet/quizzes/{quiz_id}/closing").text
    for _ in range(2):
        tablet.post(f"/tablet/quizzes/{quiz_id}/closing/undo", {})
    later(ports, 60)
    closings.end_what_is_due(now=ports.clock.now(), grace_seconds=5)
    assert state_of(quiz_id) == "open"
    tablet.post(f"/tablet/quizzes/{quiz_id}/closing", absent_form(quiz_id))
    later(ports, 11)
    closings.end_what_is_due(now=ports.clock.now(), grace_seconds=5)
    actor = world["actors"]["inspector"]
    with pytest.raises(DomainError) as refused:
        closings.take_back_closing(quiz_id, actor=actor, now=ports.clock.now())
    assert refused.value.code == "quiz_closed"
    assert get_spot_quiz(actor, quiz_id).state == "closed"


def test_a_missing_reason_is_said_beside_the_person_and_the_others_stay_chosen(app, world, ports, sign_in):
    quiz_id = open_quiz(world, ports).id
    form = absent_form(quiz_id)
    form.popitem()
    answer = sign_in("inspector").post(f"/tablet/quizzes/{quiz_id}/closing", form)
    assert answer.status_code == 422
    assert answer.text.count("选一个原因，或写在") == 1
    assert answer.text.count('value="请假" checked') == len(form)
    assert state_of(quiz_id) == "open"


def test_absence_swap_and_minutes_take_one_tap_or_words_of_ones_own(app, world, ports, sign_in):
    quiz_id = open_quiz(world, ports).id
    person = spot_quizzes.list_participants(quiz_id)[0].id
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz_id}/people/{person}"
    refused = tablet.post(f"{address}/absence", {"reason": "other", "reason_words": " "})
    assert refused.status_code == 422
    assert "field__error" in refused.text
    tablet.post(f"{address}/absence", {"reason": "other", "reason_words": "送货去了"})
    db.session.remove()
    assert db.session.get(Participant, person).reason == "送货去了"
    tablet.post(f"{address}/absence", {"reason": "请假"})
    db.session.remove()
    assert db.session.get(Participant, person).reason == "请假"
    refused = tablet.post(f"{address}/extension", {"minutes": "99", "reason": "网络中断"})
    assert refused.status_code == 422
    assert 'value="99"' in refused.text


def test_one_reason_for_all_is_one_tap_and_an_own_one_goes_before_it(world, ports, sign_in):
    quiz = open_quiz(world, ports)
    first, *others = closings.list_not_begun(quiz.id)
    tablet = sign_in("inspector")
    assert "都是同一个原因的" in tablet.get(f"/tablet/quizzes/{quiz.id}/closing").text
    tablet.post(
        f"/tablet/quizzes/{quiz.id}/closing", {"absent_reason": "轮休不在厂", f"reason_{first.id}": "生病"}
    )
    assert state_of(quiz.id) == "closed"
    reasons = {person.id: person.reason for person in spot_quizzes.list_participants(quiz.id)}
    assert reasons == {first.id: "生病", **dict.fromkeys((person.id for person in others), "轮休不在厂")}


def test_whoever_is_here_and_has_not_begun_is_named_first_and_the_end_can_be_taken_back(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    person, _ = confirmed(world, ports, quiz)
    tablet = sign_in("inspector")
    page = tablet.get(f"/tablet/quizzes/{quiz.id}/closing").text
    assert f"{person.name}（核对过了，可以开始）" in page
    assert "现在就结束（10 秒内可撤销）" in page
    tablet.post(f"/tablet/quizzes/{quiz.id}/closing", absent_form(quiz.id))
    assert state_of(quiz.id) == "open"
    tablet.post(f"/tablet/quizzes/{quiz.id}/closing/undo", {})
    later(ports, 60)
    closings.end_what_is_due(now=ports.clock.now(), grace_seconds=5)
    assert state_of(quiz.id) == "open"


def test_a_wrong_reason_of_an_absence_is_put_right_until_the_record_is_made(app, world, ports, sign_in):
    quiz = open_quiz(world, ports)
    tablet = sign_in("inspector")
    tablet.post(f"/tablet/quizzes/{quiz.id}/closing", absent_form(quiz.id))
    assert state_of(quiz.id) == "closed"
    person = spot_quizzes.list_participants(quiz.id)[0]
    path = f"/tablet/quizzes/{quiz.id}/people/{person.id}"
    assert "缺考的原因记错了" in tablet.get(path).text
    assert tablet.post(f"{path}/absence/correction", {"reason": ""}).status_code == 422
    assert tablet.post(f"{path}/absence/correction", {"reason": "到场没有作答"}).status_code == 303
    db.session.expire_all()
    assert db.session.get(Participant, person.id).reason == "到场没有作答"


def test_every_reason_that_is_no_text_is_marked_beside_its_person_and_all_words_stay(world, ports, sign_in):
    quiz_id = open_quiz(world, ports).id
    people = closings.list_not_begun(quiz_id)
    form = {f"reason_{person.id}": "other" for person in people}
    words = {f"reason_{person.id}_words": "😀" for person in people}
    answer = sign_in("inspector").post(f"/tablet/quizzes/{quiz_id}/closing", form | words)
    assert answer.status_code == 422
    for person in people:
        assert f'id="reason_{person.id}-error"' in answer.text
    assert answer.text.count('value="😀"') == len(people) == 4
    assert state_of(quiz_id) == "open"


def test_every_exclusion_whose_reason_is_no_text_is_marked_beside_its_person(world, ports, sign_in):
    quiz_id = spot_quizzes.prepare_quiz(
        world["own"].id,
        client_id="exclusions",
        actor=world["actors"]["inspector"],
        now=ports.clock.now(),
        ports=ports,
    )
    keys = list(list_people(spot_quizzes.locked_quiz(quiz_id), on=today_of(ports.clock.now())))
    numbers = [key[1:] for key in keys][:2]
    form = {
        "exclude": numbers,
        **{f"exclude_reason_{number}": "😀" for number in numbers},
        **dict.fromkeys(("quota_lead", "quota_manager", "quota_key_post", "quota_other"), "0"),
        "quota_lead": "1",
        "second_inspector_id": str(world["colleague_id"]),
        "nonce": "7",
    }
    page = sign_in("inspector").post(f"/tablet/quizzes/{quiz_id}/draw", form)
    assert page.status_code == 422
    for number in numbers:
        assert f'id="exclude_reason_{number}-error"' in page.text
