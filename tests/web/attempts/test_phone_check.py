"""One minute, days before: anybody may try the phone, and finds the way there from the own page and from the slip."""

from pathlib import Path

import pytest

from examapp.services.people import activations
from tests.js import needs_node, run_script
from tests.pages import Browser
from tests.services.exams.test_exams import announced, registered
from tests.web.people.test_me import PASSWORD, SERIAL, Phone, id_number


def test_anybody_may_try_the_phone_without_signing_in(app, world):
    page = Browser(app, None).get("/phone-check")
    assert page.status_code == 200
    assert "试一下这部手机" in page.text
    assert 'data-behaviour="check-phone"' in page.text
    # Whoever wants to sign in first is led there, and back here.
    assert 'href="/me/sign-in?next=phone_check"' in page.text


def test_the_own_page_and_the_slip_lead_there():
    assert "phone_check.show" in Path("templates/people/me/home.html").read_text(encoding="utf-8")
    assert "check_address" in Path("templates/exams/slips.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_somebody_signed_in_the_outcome_is_kept_told_and_seen_by_the_officer(app, world, ports, sign_in):
    announced(world, ports)
    person = registered("周文员")
    code = activations.issue_code(
        person.candidate_id, actor=world["actors"]["officer"], now=ports.clock.now()
    )
    phone = Phone(app)
    phone.activate(code)
    page = phone.get("/phone-check").text
    for words in ("会告诉本单位安全员", "90 天后自动删除", "还没有结论"):
        assert words in page
    # As a phone does that runs nothing of ours: the plain button.
    assert "✓ 安全员会给您备平板" in phone.post("/phone-check", outcome="wished").text
    # What the page's own script says at each visit goes over no wish.
    assert "要备平板（本人要的）（" in phone.post("/phone-check", outcome="able").text
    assert phone.post("/phone-check", outcome="stolen").status_code == 422
    officer = sign_in("officer")
    assert "要备平板（本人要的）</span>" in officer.get("/exams/roster?only=tablet").text
    shown = officer.get(f"/exams/{person.exam_id}").text
    assert "<strong>要备平板的 1 人</strong>" in shown
    taken_back = phone.post("/phone-check/wish/withdrawal", page="/phone-check").text
    assert "还没有结论" in taken_back
    assert "没有合适的手机，请备平板" in taken_back
    other = Phone(app)
    entry = {"id_number": id_number(SERIAL), "password": PASSWORD, "follow": False}
    assert other.post("/me/sign-in?next=phone_check", **entry).location == "/phone-check"
    assert other.post("/me/sign-in?next=https://elsewhere.example", **entry).location == "/me"
    # Nobody signed in: nothing is kept, and a made-up answer opens nothing.
    assert Phone(app).post("/phone-check", outcome="able", follow=False).status_code in (302, 303, 401)


@needs_node
def test_a_clock_that_is_off_is_said_with_what_it_means(tmp_path):
    script = """
    import { clockWords } from "./js/behaviours/check-phone.js";
    tell([clockWords(1000000, 1060000)[0], clockWords(1000000, 4600000)]);
    """
    near, (good, words) = run_script(tmp_path, script)
    assert (near, good) == (True, False)
    assert "差 60 分钟" in words
    assert "按服务器的时间" in words
