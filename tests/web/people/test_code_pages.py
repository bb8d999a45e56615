"""What the pages of the second step do beside codes: a slip costs nothing, a reload loses nothing, the way stays."""

import pytest

from examapp.services.people import second_factors, second_steps, sign_ins
from examapp.services.people.sign_ins import set_own_password
from tests.handed_over import press
from tests.pages import Browser
from tests.services.people.test_staff_links import PASSWORD, refused
from tests.web.people.test_phone_codes import acts, codes_of, later, set_up, show, text_of, walk_set_up


@pytest.fixture(autouse=True)
def must(app, world, ports) -> None:
    actor = world["actors"]["administrator"]
    second_steps.choose_roles(["bureau"], actor=actor, now=ports.clock.now())


def test_what_can_be_no_code_costs_no_try_and_a_pause_shows_no_field(sign_in, ports):
    set_up(sign_in("bureau"), ports)
    later(ports)
    desk = sign_in("bureau")
    for typed in ("", "  ", "12345", "😀", "1234567"):
        assert "还没有输全" in text_of(desk, show, typed)
    assert "还可以试 4 次" in text_of(desk, show, "000000")
    for _ in range(4):
        show(sign_in("bureau"), "000000")
    paused = sign_in("bureau").get("/second-factor?next=/exams").text
    assert "15 分钟以后再打开这一页" in paused
    assert "备用码也不能用" in paused
    assert 'name="code"' not in paused
    later(ports, minutes=15)
    assert 'name="code"' in sign_in("bureau").get("/second-factor").text


def test_after_too_many_tries_a_minute_the_way_to_the_wanted_page_is_still_there(sign_in, ports):
    set_up(sign_in("bureau"), ports)
    desk = sign_in("bureau")
    # The browser stands at the address that the refused form was sent to.
    assert desk.get("/second-factor/code?next=/exams").headers["Location"] == "/second-factor?next=/exams"


def test_whoever_sets_up_on_the_way_goes_on_to_the_wanted_page_and_reloads_the_codes_in_vain(sign_in, ports):
    desk = sign_in("bureau")
    _, page = walk_set_up(desk, ports, "/exams")
    assert len(codes_of(page)) == 10
    assert 'href="/exams">抄好了，继续' in page.text
    # The address is a page of its own: a reload makes nothing anew, and says where new ones come from.
    again = desk.get("/phone-codes/recovery?next=/exams").text
    assert "备用码只显示一次" in again
    assert "去重新生成备用码" in again
    assert 'href="/exams">抄好了，继续' in again
    assert "<code>" not in again
    made = press(desk, "/phone-codes/recovery", page="/phone-codes").headers["Location"]
    assert len(codes_of(desk.get(made))) == 10


def test_the_administrator_takes_codes_away_in_the_open_and_the_person_sets_them_up_again(
    world, sign_in, ports
):
    desk = sign_in("bureau")
    set_own_password(desk.token, PASSWORD, now=ports.clock.now())
    set_up(desk, ports)
    boss, number = sign_in("administrator"), world["accounts"]["bureau"].id
    assert "取消验证码和密钥" in boss.get("/accounts").text
    assert boss.post(f"/accounts/{number}/keys").headers["Location"] == "/accounts"
    assert "/sign-in" in desk.get("/home").headers["Location"]
    assert "近 7 天取消的验证码和通行密钥（1）" in sign_in("auditor").get("/audit").text
    token = sign_ins.sign_in_by_password("bureau", PASSWORD, now=ports.clock.now(), hours=12, device="")
    page = Browser(desk.app, token).get("/second-factor").text
    assert "全部取消了。不是您要求的，请马上告诉审计员" in page
    assert "请现在设一次" in page
    # Nobody takes note of it by the password alone; past the second step it goes, and stays away.
    assert "知道了" not in page
    desk = Browser(desk.app, token)
    assert (
        "/second-factor"
        in press(desk, "/phone-codes/removal/note", page="/second-factor").headers["Location"]
    )
    set_up(desk, ports)
    assert "知道了，不再提示" in desk.get("/phone-codes").text
    for _ in range(2):
        press(desk, "/phone-codes/removal/note", page="/phone-codes")
    assert "全部取消了" not in desk.get("/phone-codes").text
    assert "全部取消了" not in sign_in("bureau").get("/second-factor").text
    assert acts().count("account.keys_removal_noted") == 1
    assert "近 7 天取消的验证码和通行密钥（1）" in sign_in("auditor").get("/audit").text
    own = world["accounts"]["administrator"].id
    act = {"actor": world["actors"]["administrator"], "now": ports.clock.now()}
    assert refused(lambda: second_factors.remove_keys_of(own, **act)) == "keys_of_oneself"
