"""A worker adds a passkey on the phone, signs out, signs in with it and removes it; an officer does the same at the desk."""

from examapp.app import create_app
from examapp.extensions import db
from examapp.services.demo.demo_exams import issue_demo_slip
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.databases import make_settings

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page):
    """A device that can keep keys, with a finger that fits."""
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    control.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"passkeys/{name}")


def at_localhost(server, path: str) -> str:
    """A key belongs to a name, so not by the four numbers."""
    return f"http://localhost:{server.port}{path}"


def activate(server, page) -> None:
    """The demonstration's slip, by the name of this machine."""
    app = create_app(make_settings(server.folder))
    with app.app_context():
        address, number = issue_demo_slip("", ports=app.extensions["ports"])
        db.session.remove()
        db.engine.dispose()
    page.goto(at_localhost(server, address))
    page.fill("#id_number", number)
    page.fill("#password", "chang-feng-2026")
    page.get_by_role("button", name="设好了，登录").click()


def test_a_worker_signs_in_with_the_finger_and_an_officer_too(demo_server, open_page):
    phone = with_authenticator(open_page("phone"))
    activate(demo_server, phone)
    phone.get_by_role("link", name="用指纹登录").click()
    phone.get_by_label("给这把密钥起个名").fill("我的手机")
    look(phone, "phone-none")
    phone.get_by_role("button", name="在这台设备上添加").click()
    phone.get_by_role("heading", name="我的手机").wait_for()
    look(phone, "phone-one")
    phone.get_by_role("link", name="回到我的考核").click()
    phone.get_by_role("button", name="退出登录").click()
    look(phone, "phone-sign-in")
    phone.get_by_role("button", name="用通行密钥登录").click()
    phone.get_by_role("heading", name="我的考核").wait_for()
    phone.goto(at_localhost(demo_server, "/me/passkeys"))
    phone.get_by_role("button", name="删除我的手机").click()
    phone.get_by_role("heading", name="我的手机").wait_for(state="detached")
    phone.goto(at_localhost(demo_server, "/me"))
    phone.get_by_role("button", name="退出登录").click()
    phone.get_by_role("button", name="用通行密钥登录").click()
    phone.get_by_text("没有认出").or_(phone.get_by_text("没有通过")).wait_for()

    desk = with_authenticator(open_page("desktop"))
    desk.goto(demo_server.demo_links()["officer"].replace("127.0.0.1", "localhost"))
    desk.locator("main form button[type=submit]").click()
    desk.get_by_role("link", name="密码和密钥").click()
    look(desk, "desktop-none")
    desk.get_by_role("button", name="在这台设备上添加").click()
    desk.get_by_role("cell", name="我的设备", exact=True).wait_for()
    look(desk, "desktop-one")
    desk.get_by_role("button", name="退出").click()
    look(desk, "desktop-sign-in")
    desk.get_by_role("button", name="用通行密钥登录").click()
    desk.get_by_role("link", name="密码和密钥").wait_for()


def test_by_bare_numbers_the_page_says_that_keys_do_not_work_here(demo_server, open_page, enter_as):
    page = enter_as(open_page("desktop"), "officer")
    page.goto(f"{demo_server.url}/passkeys")
    assert page.get_by_text("网址要以 https:// 开头").is_visible()
    page.goto(f"{demo_server.url}/me/sign-in")
    assert not page.get_by_role("button", name="用通行密钥登录").is_visible()
