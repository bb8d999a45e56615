"""Codes of the phone as the second step of staff: set up once, good once each, five tries, a way back in the open."""

import html
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from examapp.adapters.security.one_time_codes import code_at
from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.second_steps import PhoneCode, RecoveryCode
from examapp.services.people import phone_codes, second_steps
from examapp.services.people.sign_ins import find_session
from examapp.services.quizzes import spot_quizzes
from tests.handed_over import PIN, press
from tests.stories import open_quiz

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def must(app, world, ports) -> None:
    actor = world["actors"]["administrator"]
    second_steps.choose_roles(["bureau", "inspector"], actor=actor, now=ports.clock.now())


def secret_of(page: str) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")


def set_up(desk, ports) -> tuple[str, list[str]]:
    """Scan and type the first code; gives the phone's secret and the ten codes for paper."""
    secret, page = walk_set_up(desk, ports)
    return secret, codes_of(page)


def codes_of(page) -> list[str]:
    return ["".join(groups) for groups in re.findall(r"<code>(\d{4}) (\d{4}) (\d{4})</code>", page.text)]


def walk_set_up(desk, ports, next_page: str = ""):
    """The secret, and the page with the ten codes."""
    if "/second-factor" in (desk.get("/home").headers.get("Location") or ""):
        address = action_of(desk.get(f"/second-factor?next={next_page}").text, "/phone-codes/set-up")
        address = press(desk, address, page="/second-factor").headers["Location"]
    else:
        address = press(desk, "/phone-codes/set-up", page="/phone-codes").headers["Location"]
    page = desk.get(address).text
    secret, goal = secret_of(page), action_of(page, "/phone-codes")
    made = press(desk, goal, page="/phone-codes/set-up", code=code_at(secret, ports.clock.now()))
    return secret, desk.get(made.headers["Location"])


def action_of(page: str, path: str) -> str:
    return html.unescape(re.search(rf'action="({path}(?:\?[^"]*)?)"', page).group(1))


def show(desk, code: str, next_page: str = ""):
    return press(desk, f"/second-factor/code?next={next_page}", page="/second-factor", code=code)


def later(ports, **time) -> None:
    ports.clock.moment += timedelta(**(time or {"seconds": 30}))


def acts() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


def test_whose_role_must_is_led_through_setting_it_up_and_shows_a_code_at_every_later_sign_in(sign_in, ports):
    desk = sign_in("bureau")
    assert desk.get("/exams").headers["Location"].startswith("/second-factor?next=")
    assert "请现在设一次" in desk.get("/second-factor").text
    secret, codes = set_up(desk, ports)
    assert len(set(codes)) == 10
    assert desk.get("/exams").status_code == 200
    later(ports)
    again = sign_in("bureau")
    assert "/second-factor" in again.get("/exams").headers["Location"]
    answer = show(again, code_at(secret, ports.clock.now()), "/exams")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/exams")
    assert again.get("/exams").status_code == 200
    # The token of before the second step opens nothing: who had fixed or seen it has nothing.
    assert find_session(again.token, now=ports.clock.now()) is None
    assert {"codes.set_up", "second_step.shown", "second_step.roles"} <= set(acts())
    assert "手机上的验证码" in sign_in("officer").get("/phone-codes").text


def test_a_used_code_is_refused_twice_and_so_is_an_older_one(sign_in, ports):
    secret, _ = set_up(sign_in("bureau"), ports)
    used = code_at(secret, ports.clock.now())
    assert "这个验证码用过了" in text_of(sign_in("bureau"), show, used)
    later(ports)
    assert show(sign_in("bureau"), code_at(secret, ports.clock.now())).status_code == 303
    for code in (used, code_at(secret, ports.clock.now())):
        assert show(sign_in("bureau"), code).status_code == 422
    later(ports, minutes=2)
    assert "验证码不对" in text_of(sign_in("bureau"), show, used)


def text_of(desk, act, *arguments) -> str:
    answer = act(desk, *arguments)
    assert answer.status_code == 422
    return re.sub(r"<[^>]+>", "", answer.text)


def test_five_wrong_tries_from_whatever_browser_pause_the_codes_for_a_quarter_of_an_hour(sign_in, ports):
    secret, _ = set_up(sign_in("bureau"), ports)
    later(ports)
    for left in (4, 3, 2, 1):
        assert f"还可以试 {left} 次" in text_of(sign_in("bureau"), show, "000000")
    desk = sign_in("bureau")
    assert "15 分钟以后再打开" in text_of(desk, show, "000000000000")
    assert "分钟以后再打开" in text_of(desk, show, code_at(secret, ports.clock.now()))
    later(ports, minutes=15)
    desk = sign_in("bureau")
    assert show(desk, code_at(secret, ports.clock.now())).status_code == 303
    assert acts().count("second_step.refused") == 5


def test_a_code_on_paper_is_good_once_and_nothing_that_is_stored_gives_it_away(sign_in, ports):
    _, codes = set_up(sign_in("bureau"), ports)
    rows = list(db.session.scalars(db.select(RecoveryCode)))
    assert all(row.code_hash.startswith("$argon2id$") for row in rows)
    grouped = f"{codes[0][:4]} {codes[0][4:8]}-{codes[0][8:]}"
    assert show(sign_in("bureau"), grouped).status_code == 303
    assert show(sign_in("bureau"), codes[0]).status_code == 422
    assert show(sign_in("bureau"), codes[1]).status_code == 303
    assert db.session.query(RecoveryCode).filter(RecoveryCode.used_at.isnot(None)).count() == 2


def test_the_secret_is_sealed_and_a_half_done_setting_up_counts_for_nothing(sign_in, ports):
    desk = sign_in("bureau")
    press(desk, "/phone-codes/set-up", page="/second-factor")
    secret = secret_of(desk.get("/phone-codes/set-up").text)
    row = db.session.scalars(db.select(PhoneCode)).one()
    assert secret.encode() not in row.secret_sealed
    assert not second_steps.has_second_step(row.account_id)
    wrong = press(desk, "/phone-codes", page="/phone-codes/set-up", code="000000")
    assert (wrong.status_code, "验证码不对" in wrong.text) == (422, True)
    later(ports, minutes=11)
    assert "要重新扫码" in sign_in("bureau").get("/phone-codes/set-up").text
    assert "/second-factor" in desk.get("/exams").headers["Location"]


def test_whoever_came_in_by_the_password_alone_is_out_once_codes_are_set_up_elsewhere(sign_in, ports):
    thief = sign_in("bureau")
    set_up(sign_in("bureau"), ports)
    assert thief.get("/home").headers["Location"].startswith("/sign-in")


def test_another_session_of_the_account_sees_nothing_of_a_phone_that_is_being_set_up(sign_in, ports):
    owner, thief = sign_in("bureau"), sign_in("bureau")
    press(owner, "/phone-codes/set-up", page="/second-factor")
    secret = secret_of(owner.get("/phone-codes/set-up").text)
    answer = thief.get("/phone-codes/set-up")
    assert (answer.status_code, secret[:4] in answer.text) == (422, False)


def test_with_codes_nobody_gets_round_them_by_a_key_or_another_phone_with_the_password_alone(sign_in, ports):
    set_up(sign_in("bureau"), ports)
    thief = sign_in("bureau")
    for path in (
        "/phone-codes/set-up",
        "/phone-codes",
        "/passkeys/offer",
        "/passkeys",
        "/phone-codes/recovery",
    ):
        assert "/second-factor" in press(thief, path, page="/second-factor").headers["Location"]
    for path in ("/phone-codes/set-up", "/phone-codes", "/accounts/password", "/home"):
        assert "/second-factor" in thief.get(path).headers["Location"]
    assert db.session.query(PhoneCode).count() == 1


def test_whoever_set_codes_up_without_having_to_shows_them_too_and_may_switch_them_off(sign_in, ports):
    desk = sign_in("officer")
    secret, _ = set_up(desk, ports)
    later(ports)
    other = sign_in("officer")
    assert "/second-factor" in other.get("/home").headers["Location"]
    show(other, code_at(secret, ports.clock.now()))
    press(other, "/phone-codes/removal", page="/phone-codes")
    assert "/sign-in" in desk.get("/home").headers["Location"]
    assert db.session.query(PhoneCode).count() == db.session.query(RecoveryCode).count() == 0
    assert sign_in("officer").get("/exams").status_code == 200


def test_whose_role_must_cannot_switch_them_off_and_changes_the_phone_by_a_code_of_the_new_one(
    sign_in, ports
):
    desk = sign_in("bureau")
    old, _ = set_up(desk, ports)
    other = sign_in("bureau")
    later(ports)
    show(other, code_at(old, ports.clock.now()))
    assert "不能关掉" in press(desk, "/phone-codes/removal", page="/phone-codes").text
    new, _ = set_up(desk, ports)
    assert new != old
    # Whoever had the old phone is out.
    assert "/sign-in" in other.get("/home").headers["Location"]
    later(ports)
    assert show(sign_in("bureau"), code_at(old, ports.clock.now())).status_code == 422
    assert show(sign_in("bureau"), code_at(new, ports.clock.now())).status_code == 303
    later(ports, minutes=11)
    assert "先确认是本人" in press(desk, "/phone-codes/recovery", page="/phone-codes").text


def test_the_administrator_chooses_the_roles_and_who_is_signed_in_goes_on(world, sign_in):
    officer = sign_in("officer")
    boss = sign_in("administrator")
    page = boss.get("/accounts/second-step").text
    assert "0/1 个账号已经设好" in page
    roles = {"role": ["officer", "bureau"]}
    for _ in range(2):
        assert boss.post("/accounts/second-step", roles).headers["Location"] == "/accounts/second-step"
    assert second_steps.roles_that_must() == {AccountRole.officer, AccountRole.bureau}
    entries = db.session.scalars(
        db.select(AuditEntry).filter_by(act="second_step.roles").order_by(AuditEntry.id)
    )
    assert [entry.data for entry in entries][-1] == '{"off":["inspector"],"on":["officer"]}'
    assert officer.get("/exams").status_code == 200
    assert "/second-factor" in sign_in("officer").get("/home").headers["Location"]
    assert boss.post("/accounts/second-step", {"role": ["boss"]}).status_code == 404
    for login in ("officer", "auditor"):
        assert sign_in(login).post("/accounts/second-step", {"role": []}).status_code in (302, 403)
    assert second_steps.roles_that_must() == {AccountRole.officer, AccountRole.bureau}


@sqlite_only
def test_a_handed_over_tablet_comes_back_without_another_code(world, sign_in, ports):
    tablet = sign_in("inspector")
    set_up(tablet, ports)
    quiz = open_quiz(world, ports)
    seen = [person.id for person in spot_quizzes.list_participants(quiz.id)][:1]
    assert tablet.post(f"/handover/start/{quiz.id}", {"pin": PIN, "seen": seen}).status_code == 303
    assert tablet.get("/home").headers["Location"] == "/handover/queue"
    assert press(tablet, "/handover/end", pin=PIN).status_code == 303
    assert tablet.get("/exams").status_code == 200


def at_once(app, ports, tokens: list[str], codes: list[str]) -> list[str]:
    """What each of these browsers comes to that type their code at the same moment, sorted."""
    db.session.remove()
    start, outcomes = Barrier(len(tokens)), []

    def enter(token: str, code: str) -> None:
        with app.app_context():
            start.wait()
            try:
                phone_codes.show_code(token, code, now=ports.clock.now(), ports=ports)
                outcomes.append("in")
            except DomainError as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    threads = [Thread(target=enter, args=pair) for pair in zip(tokens, codes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_browsers_with_the_same_code_are_one_success(app, sign_in, ports):
    secret, codes = set_up(sign_in("officer"), ports)
    later(ports)
    for code in (code_at(secret, ports.clock.now()), codes[0]):
        tokens = [sign_in("officer").token for _ in range(2)]
        assert at_once(app, ports, tokens, [code] * 2) in (["code_used", "in"], ["code_wrong", "in"])


def test_eight_guesses_at_the_same_moment_are_five_tries(app, sign_in, ports):
    set_up(sign_in("officer"), ports)
    tokens = [sign_in("officer").token for _ in range(8)]
    outcomes = at_once(app, ports, tokens, [f"{place:06d}" for place in range(8)])
    assert outcomes == ["code_wrong"] * 4 + ["codes_paused"] * 4
