"""The whole assessment: a roster, slips, consent and face, practice, a reload and a flat battery in the middle, a pass, a certificate.

A second worker refuses the face, takes the other way to say who they are, and has the same day.
"""

import pytest

from examapp.domain.identifiers import id_check_character
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.certificates import Certificate
from examapp.services.core.sealed_fields import open_field
from tests.browser import cameras
from tests.browser.cameras import camera_phone
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.face_steps import refuse_the_face, say_who_by_face, switch_on
from tests.browser.field import hand_in
from tests.browser.papers import (
    attempt_on,
    inside,
    keys_of,
    numbers_in_clear,
    send_answers,
    tap_answer,
)

PASSWORD = "chang-feng-2026"
FIRST, SECOND = "钱考一", "孙考二"
LEAVE_AND_COPY = """() => {
  const now = Date.now;
  window.dispatchEvent(new Event("blur"));
  Date.now = () => now() + 40_000;
  window.dispatchEvent(new Event("focus"));
  Date.now = now;
  document.dispatchEvent(new ClipboardEvent("copy"));
}"""


def number_of(server, name: str) -> str:
    """A person's ID number, as on the card in the hand."""
    with inside(server) as app:
        found = db.session.query(Candidate).filter_by(name=name).first()
        return open_field(found, "id_number_sealed", app.extensions["ports"].sealer)


@pytest.fixture
def office(demo_server, open_page, enter_as):
    return enter_as(open_page("desktop"), "officer")


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"exam/{name}")


def announce(office, identity: str = "L1", wait_hours: str = "") -> None:
    """From the menu to an announced exam, with what the template suggests."""
    office.get_by_role("link", name="考核", exact=True).click()
    look(office, "desktop-list")
    office.get_by_role("link", name="新建考核").click()
    look(office, "desktop-kinds")
    office.get_by_role("link", name="全员年度考核").click()
    office.fill("#f-opens_at", "2026-01-01T08:00")
    office.fill("#f-closes_at", "2036-01-01T08:00")
    office.select_option("#f-identity_level", identity)
    if wait_hours:
        office.fill("#f-wait_hours", wait_hours)
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


def import_roster(office, names: list[str]) -> None:
    """New people by a file: preview first, then all rows."""
    rows = ["姓名,身份证号,人员类别,入职日期"]
    for serial, name in enumerate(names, start=1):
        first = f"99019919920202{serial:03d}"
        rows.append(f"{name},{first}{id_check_character(first)},其他从业人员,2026-10-08")
    office.get_by_role("link", name="人员", exact=True).click()
    office.get_by_role("link", name="导入名单").click()
    office.set_input_files(
        "#file", {"name": "名单.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    )
    office.get_by_role("button", name="预览").click()
    office.get_by_role("button", name="确认导入").click()
    office.get_by_role("link", name="看名单").wait_for()


def slips(office) -> dict[str, str]:
    """Name -> one-time code, as printed."""
    office.get_by_role("button", name="生成纸条").click()
    office.wait_for_selector(".slip")
    found = {}
    for slip in office.locator(".slip").all():
        found[slip.locator("h2").inner_text()] = slip.locator(".slip__code").inner_text().replace(" ", "")
    return found


def activate(server, phone, name: str, code: str, look_at: bool = False) -> None:
    """From the slip to the own page."""
    phone.goto(f"{server.url}/me/activate?code={code}")
    if look_at:
        look(phone, "phone-activate")
    phone.fill("#id_number", number_of(server, name))
    phone.fill("#password", PASSWORD)
    phone.get_by_role("button", name="设好了，登录").click()
    phone.wait_for_selector("text=去考核")


def answer_rightly(page, keys: list[list[str]], first: int, last: int) -> None:
    """By hand, one item after the other, each waited for until the server holds it."""
    for number in range(first, last + 1):
        page.wait_for_selector(f"[data-part=overview]:has-text('{number} / {len(keys)}')")
        tap_answer(page, keys[number - 1])
        page.wait_for_selector("[data-part=status][data-kind=ok]")
        if number < len(keys):
            page.locator("[data-part=next]").click()


def answered(page) -> int:
    page.locator("[data-part=overview]").click()
    count = page.locator(".overview-cell[data-state=answered]").count()
    page.locator("[data-part=close-overview]").click()
    return count


def fetch_certificate(server, page, way: str) -> None:
    """From the pass to the paper, and to the page that its QR opens, which says in which way the person was known."""
    page.get_by_role("button", name="看合格证明").click()
    page.wait_for_selector(".certificate__qr")
    assert way in page.inner_text("main")
    with page.expect_response(lambda one: one.url.endswith(".pdf")) as found:
        page.get_by_role("link", name="打开 PDF").click()
    assert found.value.status == 200
    assert "pdf" in found.value.headers["content-type"]
    with inside(server):
        newest = db.session.query(Certificate).order_by(Certificate.id.desc()).first()
        address = f"{server.url}/c/{newest.public_token}"
    page.goto(address)
    assert "现在有效" in page.inner_text("main")
    assert way in page.inner_text("main")


@pytest.fixture
def day(demo_server, office, open_page):
    """Two new people are on the roster, everybody concerned has a slip; who sits is known by face or by a person."""
    switch_on(open_page("desktop"), demo_server)
    import_roster(office, [FIRST, SECOND])
    announce(office, identity="L3")
    look(office, "desktop-announced")
    exam = office.url
    codes = slips(office)
    look(office, "desktop-slips")
    return exam, codes


def person_of(office, exam: str, name: str) -> str:
    """The officer opens a person of the exam; gives the address."""
    office.goto(exam)
    office.fill("#f-q", name)
    office.get_by_role("button", name="查找").click()
    office.get_by_role("link", name=name).click()
    office.get_by_role("heading", name=name).wait_for()
    return office.url


def be_vouched_for(office, exam: str, name: str) -> None:
    """The officer writes down who saw the person."""
    person_of(office, exam, name)
    look(office, "desktop-person-before")
    office.get_by_role("radio", name="由在场的人证明").check()
    office.fill("#f-note", "班组长在三号会议室看着本人答题")
    office.get_by_role("button", name="记下来").click()
    office.get_by_role("cell", name="由在场的人证明").wait_for()


def practise_a_little(server, phone) -> None:
    """One of today's five is opened; the practice has a story of its own."""
    phone.get_by_role("link", name="去练习").click()
    phone.get_by_role("button", name="做今天的五题").click()
    phone.get_by_role("button", name="看答案").wait_for()
    phone.goto(f"{server.url}/me")
    phone.get_by_role("link", name="去考核").first.click()


def begin_and_break_off(server, phone) -> tuple[str, list[list[str]]]:
    """Six answers with a reload and a copy in between; then the battery is flat and the phone is gone with all it held."""
    assert "离开这一页" in phone.inner_text("main")
    look(phone, "phone-before")
    phone.get_by_role("button", name="开始考核").click()
    phone.wait_for_selector(".item-type")
    attempt = attempt_on(phone)
    keys = keys_of(server, attempt)
    answer_rightly(phone, keys, 1, 4)
    look(phone, "phone-answering")
    phone.reload()
    phone.wait_for_selector(f"[data-part=overview]:has-text('5 / {len(keys)}')")
    assert answered(phone) == 4
    # Without a network the page is left for forty seconds and text is copied; it is told as soon as there is one again.
    phone.context.set_offline(True)
    phone.evaluate(LEAVE_AND_COPY)
    with phone.expect_response(lambda one: one.url.endswith("/events")):
        phone.context.set_offline(False)
    answer_rightly(phone, keys, 5, 6)
    phone.context.close()
    return attempt, keys


def go_on_elsewhere(server, phone, name: str) -> None:
    """Another phone: ID number, own password, and on it goes."""
    phone.goto(f"{server.url}/me/sign-in")
    with inside(server) as app:
        found = db.session.query(Candidate).filter_by(name=name).one()
        number = open_field(found, "id_number_sealed", app.extensions["ports"].sealer)
    phone.fill("#id_number", number)
    phone.fill("#password", PASSWORD)
    phone.get_by_role("button", name="登录", exact=True).click()
    phone.get_by_role("link", name="接着考").click()
    phone.get_by_role("button", name="接着考").click()
    phone.wait_for_selector(".item-type")


def finish(server, phone, responses: dict[int, list[str]], way: str) -> None:
    """The rest of the answers, the pass and the certificate."""
    send_answers(phone, responses)
    hand_in(phone)
    assert "✓ 合格" in phone.inner_text(".verdict")
    look(phone, "phone-result")
    phone.get_by_role("link", name="回到我的考核").click()
    look(phone, "phone-home-after")
    phone.get_by_role("link", name="看成绩").first.click()
    fetch_certificate(server, phone, way)


def test_from_the_roster_to_two_certificates_by_two_ways(
    demo_server, office, day, open_page, driver, tmp_path
):
    exam, codes = day
    with camera_phone(driver, tmp_path, cameras.living("obama")) as phone:
        activate(demo_server, phone, FIRST, codes[FIRST], look_at=True)
        look(phone, "phone-home")
        practise_a_little(demo_server, phone)
        say_who_by_face(demo_server, office, phone, FIRST)
        attempt, keys = begin_and_break_off(demo_server, phone)
    second_phone = open_page("phone")
    go_on_elsewhere(demo_server, second_phone, FIRST)
    assert (attempt_on(second_phone), answered(second_phone)) == (attempt, 6)
    rest = {place: key for place, key in enumerate(keys, start=1) if place > 6}
    finish(demo_server, second_phone, rest, "人脸核验")

    _the_other_way(demo_server, office, open_page, exam, codes)
    person = person_of(office, exam, FIRST)
    assert all(words in office.inner_text("main") for words in ("离开 40 秒", "复制了题目文字"))
    look(office, "desktop-person-after")
    office.goto(f"{demo_server.url}/exams/roster")
    office.get_by_label("这一页全选").check()
    look(office, "desktop-roster")
    office.set_viewport_size({"width": 390, "height": 844})
    for address, name in (
        (f"{demo_server.url}/exams/roster", "roster"),
        (exam, "followed"),
        (person, "person"),
    ):
        office.goto(address)
        look(office, f"phone-{name}")
    assert numbers_in_clear(demo_server) == []


def _the_other_way(demo_server, office, open_page, exam, codes) -> None:
    """The second worker refuses the face and has the same day."""
    other = open_page("phone")
    activate(demo_server, other, SECOND, codes[SECOND])
    other.get_by_role("link", name="去考核").first.click()
    refuse_the_face(other)
    be_vouched_for(office, exam, SECOND)
    other.goto(f"{demo_server.url}/me")
    other.get_by_role("link", name="去考核").first.click()
    other.get_by_role("button", name="开始考核").click()
    other.wait_for_selector(".item-type")
    responses = dict(enumerate(keys_of(demo_server, attempt_on(other)), start=1))
    finish(demo_server, other, responses, "人工核对")


def test_a_wrong_slip_and_a_wrong_password_say_what_to_do(demo_server, open_page):
    phone = open_page("phone")
    phone.goto(f"{demo_server.url}/me/activate")
    phone.fill("#code", "AAAA BBBB CCCC")
    phone.get_by_role("button", name="下一步").click()
    phone.wait_for_selector("[role=alert]")
    look(phone, "phone-activate-refused")
    phone.goto(f"{demo_server.url}/me")
    look(phone, "phone-sign-in")
