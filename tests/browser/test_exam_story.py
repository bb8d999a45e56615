"""An officer sets up an assessment, hands out slips; a worker activates, answers with a reload in the middle, and passes or not."""

import pytest

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.candidates import Candidate
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import tap
from tests.databases import make_settings


def tail_of(server, name: str) -> str:
    """The last four of a person's ID number, as on the card in the hand."""
    app = create_app(make_settings(server.folder))
    with app.app_context():
        found = db.session.query(Candidate).filter_by(name=name).first()
        tail = app.extensions["ports"].sealer.open(found.id_number_sealed, "id_number")[-4:]
        db.session.remove()
        db.engine.dispose()
    return tail


@pytest.fixture
def office(demo_server, open_page, enter_as):
    return enter_as(open_page("desktop"), "officer")


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"exam/{name}")


def announce(office) -> None:
    """From the menu to an announced exam, with what the template suggests."""
    office.get_by_role("link", name="考核", exact=True).click()
    look(office, "desktop-list")
    office.get_by_role("link", name="新建考核").click()
    look(office, "desktop-kinds")
    office.get_by_role("link", name="全员年度考核").click()
    office.fill("#f-opens_at", "2026-01-01T08:00")
    office.fill("#f-closes_at", "2036-01-01T08:00")
    look(office, "desktop-form")
    office.get_by_role("button", name="保存草稿").click()
    look(office, "desktop-draft")
    office.get_by_role("button", name="发布").click()
    office.wait_for_selector("text=应考人数")
    # Papers are built in the background; the page is read again until everybody has one.
    for _ in range(40):
        if office.locator(".tile__number").first.inner_text() != "0":
            break
        office.wait_for_timeout(250)
        office.reload()


def test_from_the_officers_desk_to_the_workers_result(demo_server, office, open_page):
    announce(office)
    look(office, "desktop-announced")
    office.get_by_role("button", name="生成纸条").click()
    office.wait_for_selector(".slip")
    look(office, "desktop-slips")
    slip = office.locator(".slip").first
    name, code = slip.locator("h2").inner_text(), slip.locator(".slip__code").inner_text().replace(" ", "")
    phone = open_page("phone")
    phone.goto(f"{demo_server.url}/me/activate?code={code}")
    look(phone, "phone-activate")
    phone.fill("#id_tail", tail_of(demo_server, name))
    phone.fill("#password", "chang-feng-2026")
    phone.get_by_role("button", name="设好了，登录").click()
    phone.wait_for_selector("text=去考核")
    look(phone, "phone-home")
    phone.get_by_role("link", name="去考核").first.click()
    look(phone, "phone-before")
    phone.get_by_role("button", name="开始考核").click()
    phone.wait_for_selector(".item-type")
    for number in range(3):
        tap(phone, number)
        phone.wait_for_selector("[data-part=status][data-kind=ok]")
        phone.locator("[data-part=next]").click()
    look(phone, "phone-answering")
    phone.reload()
    phone.wait_for_selector("[data-part=overview]:has-text('4 / 20')")
    phone.locator("[data-part=overview]").click()
    assert phone.locator(".overview-cell[data-state=answered]").count() == 3
    phone.locator("[data-part=to-hand-in]").click()
    phone.locator("[data-part=hand-in]").click()
    phone.wait_for_selector(".result-score")
    look(phone, "phone-result")
    phone.get_by_role("link", name="回到我的考核").click()
    assert "之后可以再考" in phone.inner_text("main")
    look(phone, "phone-home-after")
    office.goto(f"{demo_server.url}/exams")
    office.locator("a.row-link").first.click()
    look(office, "desktop-followed")


def test_a_wrong_slip_and_a_wrong_password_say_what_to_do(demo_server, open_page):
    phone = open_page("phone")
    phone.goto(f"{demo_server.url}/me/activate")
    phone.fill("#code", "AAAA BBBB CCCC")
    phone.fill("#id_tail", "0000")
    phone.fill("#password", "chang-feng-2026")
    phone.get_by_role("button", name="设好了，登录").click()
    phone.wait_for_selector("[role=alert]")
    look(phone, "phone-activate-refused")
    phone.goto(f"{demo_server.url}/me")
    look(phone, "phone-sign-in")
