"""A worker opens the account by the slip, changes the password, forgets it, and gets it back at the bureau's desk."""

from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.exams import Registration
from examapp.services.core.sealed_fields import open_field
from examapp.services.demo.demo_exams import issue_demo_slip
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.test_exam_story import inside, number_of

NARROW = {"width": 320, "height": 640}


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"accounts/{name}")


def look_narrow(page, name: str) -> None:
    wide = page.viewport_size
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    take_screenshot(page, f"accounts/{name}-320")
    page.set_viewport_size(wide)


def slip(server) -> tuple[str, int, str]:
    """(address of the slip, person, name) of somebody who is due and has no account."""
    with inside(server) as app:
        address, number = issue_demo_slip(server.url, ports=app.extensions["ports"])
        sealer = app.extensions["ports"].sealer
        people = db.session.query(Candidate).join(Registration, Registration.candidate_id == Candidate.id)
        person = next(one for one in people if open_field(one, "id_number_sealed", sealer) == number)
        return address, person.id, person.name


def open_account(phone, address: str, number: str) -> None:
    """By the slip, and a new password at once."""
    phone.goto(address)
    look(phone, "phone-activate")
    look_narrow(phone, "phone-activate")
    phone.fill("#id_number", number)
    phone.fill("#password", "chang-feng-2026")
    phone.get_by_role("button", name="设好了，登录").click()
    phone.get_by_text("您的账号已激活").wait_for()
    look(phone, "phone-home")
    phone.get_by_role("link", name="改密码").click()
    look(phone, "phone-password")
    phone.fill("#password", "chang-feng-2027")
    phone.get_by_role("button", name="改好了").click()
    phone.get_by_text("密码改好了").wait_for()


def reset_at_the_desk(desk, number: str) -> str:
    """First a slip of the pen, then the number off the card; gives the code on the screen."""
    look(desk, "desktop-person")
    desk.get_by_role("link", name="当面重设密码").click()
    for typed, name in ((number[:-1] + "0", "desktop-reset-refused"), (number, "desktop-reset")):
        desk.fill("#f-id_number", typed)
        desk.get_by_label("我看过证件原件").check()
        desk.get_by_role("button", name="生成重设码").click()
        desk.locator("[role=alert], .slip__code").wait_for()
        look(desk, name)
    return desk.locator(".slip__code").inner_text().replace(" ", "")


def test_the_slip_opens_the_account_the_person_keeps_it_and_the_bureau_gives_it_back(
    demo_server, open_page, enter_as
):
    address, person, name = slip(demo_server)
    number = number_of(demo_server, name)
    phone = open_page("phone")
    open_account(phone, address, number)
    phone.goto(f"{demo_server.url}/me/proof?next=passkeys")
    look(phone, "phone-proof")
    look_narrow(phone, "phone-proof")

    desk = enter_as(open_page("desktop"), "bureau")
    desk.goto(f"{demo_server.url}/people/{person}")
    code = reset_at_the_desk(desk, number)

    newer = open_page("phone")
    newer.goto(f"{demo_server.url}/me/activate")
    look(newer, "phone-code")
    newer.fill("#code", code)
    newer.get_by_role("button", name="下一步").click()
    look(newer, "phone-reset")
    newer.fill("#id_number", number)
    newer.fill("#password", "new-factory-2028")
    newer.get_by_role("button", name="设好了，登录").click()
    newer.get_by_text("已在监管科室当面重设").wait_for()
    phone.goto(f"{demo_server.url}/me")
    phone.get_by_text("这台设备已于").wait_for()
    look(phone, "phone-ended")
    look_narrow(phone, "phone-ended")


def test_the_auditor_and_the_administrator_see_links(demo_server, open_page, enter_as):
    desk = enter_as(open_page("desktop"), "administrator")
    desk.goto(f"{demo_server.url}/accounts/proof?next=password")
    look(desk, "desktop-proof")
    desk.goto(f"{demo_server.url}/accounts")
    own = desk.locator("tr", has_text="demo-administrator")
    assert own.get_by_role("button", name="登录链接").count() == 0
    auditor = enter_as(open_page("desktop"), "auditor")
    auditor.get_by_role("heading", name="近 7 天发出的登录链接").wait_for()
    look(auditor, "desktop-auditor")
