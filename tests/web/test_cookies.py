"""Every cookie of the system, given or taken away, carries every flag; no page writes one by itself."""

import re
from pathlib import Path

import pytest

from examapp.paths import PACKAGE
from tests.handed_over import PIN, cookie, hand_over, press, sit_down
from tests.stories import confirmed, open_quiz
from tests.web.people.test_me import Phone, phone, slip  # noqa: F401


@pytest.fixture
def written(app) -> list[str]:
    """What every answer says in Set-Cookie from now on."""
    lines: list[str] = []
    inner = app.wsgi_app

    def listening(environ, start_response):
        def start(status, headers, *more):
            lines.extend(value for name, value in headers if name.lower() == "set-cookie")
            return start_response(status, headers, *more)

        return inner(environ, start)

    app.wsgi_app = listening
    return lines


def walk(world, ports, sign_in, phone, slip) -> None:  # noqa: F811
    """All that gives a cookie or takes one: staff, a seat, a tablet lent and returned, a worker, a rating."""
    desk = sign_in("inspector")
    quiz = open_quiz(world, ports)
    rating = f"/visit/{quiz.inspection.rating_token}"
    confirmed(world, ports, quiz)
    sign_in(None).post(f"/q/{quiz.code}", {"name": "王经理", "tail": world["tails"]["王经理"]})
    hand_over(desk, quiz)
    sit_down(desk, quiz)
    press(desk, "/handover/wipe")
    press(desk, "/handover/end", pin=PIN)
    assert cookie(desk, "examapp_kiosk") is None
    desk.post("/sign-out")
    phone.activate(slip)
    phone.post("/me/sign-out")
    sign_in(None).get(rating)


@pytest.mark.parametrize("https", [True, False])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_cookie_has_every_flag(app, world, ports, sign_in, phone, slip, written, https):  # noqa: F811
    app.config["SESSION_COOKIE_SECURE"] = https
    walk(world, ports, sign_in, phone, slip)
    prefix = "__Host-" if https else ""
    given = {line.partition("=")[0] for line in written if "Max-Age=0" not in line}
    names = ("examapp", "examapp_seat", "examapp_kiosk", "examapp_me", "examapp_staff", "examapp_rater")
    assert given == {f"{prefix}{name}" for name in names}
    gone = {line.partition("=")[0] for line in written if "Max-Age=0" in line}
    assert {f"{prefix}{name}" for name in ("examapp_seat", "examapp_kiosk", "examapp_me")} <= gone
    for line in written:
        flags = set(re.split(r";\s*", line)[1:])
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags, line
        assert ("Secure" in flags) is https, line
        assert not any(flag.startswith("Domain") for flag in flags), line


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_that_only_this_host_can_write_goes_before_the_plain_one(app, world, phone, slip):  # noqa: F811
    app.config["SESSION_COOKIE_SECURE"] = True
    phone.activate(slip)
    own = phone.client.get_cookie("__Host-examapp_me")
    assert phone.get("/me").status_code == 200
    phone.client.set_cookie("examapp_me", "planted by a neighbour")
    assert phone.get("/me").status_code == 200
    phone.client.delete_cookie("__Host-examapp_me")
    phone.client.set_cookie("examapp_me", own.value)
    assert phone.get("/me").status_code == 200


def test_cookies_are_written_in_one_place():
    writing = re.compile(r"\.(set|delete)_cookie\(|Set-Cookie")
    places = [
        str(path.relative_to(PACKAGE))
        for path in sorted(Path(PACKAGE).rglob("*.py"))
        if writing.search(path.read_text(encoding="utf-8"))
    ]
    assert places == ["web/cookies.py"]


def test_no_script_writes_a_cookie():
    scripts = sorted(Path(PACKAGE / "static").rglob("*.js"))
    assert [path.name for path in scripts if "document.cookie" in path.read_text(encoding="utf-8")] == []
