"""What a browser is told whose session lay unused."""

import html
import re
from datetime import timedelta

FACTS = {"inspected_on": "2026-11-20", "client_id": "c" * 36, "note": "三号库房 <“动火”>"}


def test_a_desk_left_alone_is_asked_to_sign_in_again_and_told_why(sign_in, ports):
    desk = sign_in("officer")
    assert desk.get("/exams").status_code == 200
    ports.clock.moment += timedelta(minutes=60)
    answer = desk.get("/exams")
    assert answer.headers["Location"] == "/sign-in?next=%2Fexams"
    for _ in range(2):
        assert "您有 60 分钟没有操作，为了安全已自动退出登录" in desk.get(answer.headers["Location"]).text


def test_whoever_signed_out_is_told_nothing_of_minutes(sign_in):
    desk = sign_in("officer")
    desk.post("/sign-out")
    assert "没有操作" not in desk.get("/sign-in").text


def test_a_part_that_fetches_itself_keeps_no_desk_open(sign_in, ports):
    desk = sign_in("officer")
    for _ in range(4):
        ports.clock.moment += timedelta(minutes=15)
        answer = desk.get("/exams", headers={"X-Requested-With": "poll"})
    assert answer.status_code == 302
    other = sign_in("officer")
    for _ in range(5):
        ports.clock.moment += timedelta(minutes=15)
        assert other.get("/exams").status_code == 200


def late_form(desk, ports) -> str:
    """A form sent after the minutes; what the page of the answer carries."""
    ports.clock.moment += timedelta(minutes=60)
    answer = desk.post("/inspections/new?q=x", FACTS)
    assert answer.status_code == 401
    assert "刚才填的内容还没有提交，就在这一页上" in answer.text
    return re.search(r'name="letters" value="([^"]+)"', answer.text).group(1)


def test_a_form_sent_too_late_is_sent_on_after_signing_in_with_everything_that_was_typed(sign_in, ports):
    desk = sign_in("bureau")
    letters = late_form(desk, ports)
    assert "还没有登录好" in desk.post("/sign-in/late-form", {"letters": letters}).text
    # The page holds no token of the new session: it only shows another page.
    page = sign_in("bureau")._send("post", "/sign-in/late-form", data={"letters": letters})
    assert 'action="/inspections/new?q=x"' in page.text
    for name, text in FACTS.items():
        assert f'name="{name}" value="{html.escape(text)}"' in page.text


def test_a_late_form_is_for_the_account_that_typed_it_and_for_nobody_who_made_one_up(sign_in, ports):
    letters = late_form(sign_in("bureau"), ports)
    other = sign_in("officer").post("/sign-in/late-form", {"letters": letters})
    assert (other.status_code, "另一个账号" in other.text) == (403, True)
    assert sign_in("bureau").post("/sign-in/late-form", {"letters": f"x{letters}"}).status_code == 400
    ports.clock.moment += timedelta(hours=13)
    assert sign_in("bureau").post("/sign-in/late-form", {"letters": letters}).status_code == 400


def test_a_password_sent_too_late_is_carried_by_no_page(sign_in, ports):
    desk = sign_in("bureau")
    ports.clock.moment += timedelta(minutes=60)
    page = {"Referer": "http://localhost/accounts/password"}
    answer = desk.post("/accounts/password", {"password": "long enough 2026"}, headers=page)
    assert answer.headers["Location"] == "/sign-in?next=%2Faccounts%2Fpassword"


def test_a_form_of_somebody_who_signed_out_is_carried_by_no_page(sign_in):
    desk = sign_in("bureau")
    desk.post("/sign-out")
    assert desk.post("/inspections/new", FACTS).status_code == 302
