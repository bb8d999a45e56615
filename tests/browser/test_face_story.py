"""A face as one of two equal ways, with a camera: who passes, who does not, and that everybody gets to the exam."""

from contextlib import contextmanager

import pytest

from tests.browser import cameras
from tests.browser.cameras import camera_phone
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.test_exam_story import tail_of
from tests.servers import Server


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"faces/{name}")


@pytest.fixture(scope="module")
def switched_on(demo_server, chromium):
    """The administrator has put the impact assessment on record."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(demo_server.demo_links()["administrator"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"{demo_server.url}/faces")
    look(page, "desktop-switch-off")
    page.fill("#f-number", "PIA-2026-07")
    page.fill("#f-assessed_on", "2026-11-01")
    page.fill("#f-assessed_by", "评估小组")
    page.fill("#f-contact", "安全监管科，电话 000-0000")
    page.get_by_role("button", name="开通人脸核验").click()
    page.wait_for_selector("text=人脸核验已开通")
    look(page, "desktop-switch-on")
    page.close()
    return demo_server


@pytest.fixture(scope="module")
def office(switched_on, chromium):
    """The officer's desk, with an exam that asks for a face or a person, and slips printed."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(switched_on.demo_links()["officer"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"{switched_on.url}/exams/new?kind=staff_yearly")
    page.fill("#f-name", "要核对本人的年度考核")
    page.fill("#f-opens_at", "2026-01-01T08:00")
    page.fill("#f-closes_at", "2036-01-01T08:00")
    page.select_option("#f-identity_level", "L3")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="发布").click()
    page.wait_for_selector("text=应考人数")
    for _ in range(60):
        if page.locator(".tile__number").first.inner_text() != "0":
            break
        page.wait_for_timeout(250)
        page.reload()
    page.get_by_role("button", name="生成纸条").click()
    page.wait_for_selector(".slip")
    slips = [
        (one.locator("h2").inner_text(), one.locator(".slip__code").inner_text().replace(" ", ""))
        for one in page.locator(".slip").all()
    ]
    yield page, slips
    page.close()


@contextmanager
def worker(driver, server, folder, slip, frames):
    """A phone of somebody who has just activated the account; gives the page, on the home page."""
    name, code = slip
    with camera_phone(driver, folder, frames) as page:
        page.goto(f"{server.url}/me/activate?code={code}")
        page.fill("#id_tail", tail_of(server, name))
        page.fill("#password", "chang-feng-2026")
        page.get_by_role("button", name="设好了，登录").click()
        page.wait_for_selector("text=去考核")
        yield page


def to_identity(page) -> None:
    card = page.locator(".duty", has_text="要核对本人的年度考核")
    card.get_by_role("link", name="去考核").click()
    page.get_by_role("link", name="确认是本人").click()
    page.wait_for_selector("h2:has-text('人脸核验')")


def agree(page) -> None:
    page.get_by_role("link", name="看说明").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="同意，去拍照").click()


def confirm_face(office_page, server) -> None:
    office_page.goto(f"{server.url}/identities")
    office_page.get_by_role("button", name="是本人").first.click()
    office_page.wait_for_selector("text=已确认人脸登记")


def confirm_in_person(office_page, server) -> None:
    office_page.goto(f"{server.url}/identities")
    office_page.get_by_role("button", name="看过身份证").first.click()
    office_page.wait_for_selector("text=已确认，本人可以开始考核了")


def test_the_enrolled_person_passes(driver, switched_on, office, tmp_path):
    desk, slips = office
    with worker(driver, switched_on, tmp_path, slips[0], cameras.living("obama")) as page:
        to_identity(page)
        look(page, "phone-two-ways")
        page.get_by_role("link", name="看说明").click()
        look(page, "phone-notice")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="同意，去拍照").click()
        page.wait_for_selector("text=等安全员确认", timeout=60_000)
        look(page, "phone-waiting-for-officer")
        desk.goto(f"{switched_on.url}/identities")
        look(desk, "desktop-identities")
        confirm_face(desk, switched_on)
        page.get_by_role("link", name="回到考核").click()
        page.get_by_role("button", name="用人脸核验").click()
        page.wait_for_selector("[data-part=ask]:has-text('请正对镜头')")
        page.wait_for_timeout(700)
        look(page, "phone-camera")
        page.wait_for_selector("text=已确认是您本人", timeout=70_000)
        look(page, "phone-identified")
        page.get_by_role("button", name="开始考核").click()
        page.wait_for_selector(".item-type")


def test_another_person_and_a_photo_are_not_accepted_and_the_exam_goes_on_with_a_person(
    driver, switched_on, office, tmp_path
):
    desk, slips = office
    with worker(driver, switched_on, tmp_path, slips[1], cameras.living("obama")) as page:
        to_identity(page)
        agree(page)
        page.wait_for_selector("text=等安全员确认", timeout=60_000)
        confirm_face(desk, switched_on)
        state = page.context.storage_state()
    with camera_phone(driver, tmp_path, cameras.living("biden"), state) as page:
        page.goto(f"{switched_on.url}/me")
        to_identity(page)
        page.get_by_role("button", name="用人脸核验").click()
        page.wait_for_selector("text=再试一次人脸", timeout=70_000)
        look(page, "phone-not-accepted")
    with camera_phone(driver, tmp_path, cameras.still("obama"), state) as page:
        page.goto(f"{switched_on.url}/me")
        to_identity(page)
        page.get_by_role("button", name="再试一次人脸").click()
        page.wait_for_selector("text=请用当面核对", timeout=90_000)
        look(page, "phone-tries-used")
        page.get_by_role("button", name="用当面核对").click()
        page.wait_for_selector("text=已经通知安全员")
        look(page, "phone-person-asked")
        desk.goto(f"{switched_on.url}/identities")
        look(desk, "desktop-identities-waiting")
        confirm_in_person(desk, switched_on)
        page.wait_for_selector("text=已确认是您本人", timeout=30_000)
        page.get_by_role("button", name="开始考核").click()
        page.wait_for_selector(".item-type")


@pytest.mark.parametrize(
    ("frames", "told"),
    [
        (cameras.nobody, "请把脸放进框里"),
        (lambda: cameras.two("obama", "biden"), "画面里只能有您一个人"),
        (lambda: cameras.dark("obama"), "光线太暗"),
    ],
    ids=["nobody", "two", "dark"],
)
def test_what_is_wrong_with_the_picture_is_said(driver, switched_on, office, tmp_path, frames, told, request):
    state = signed_in(driver, switched_on, office[1][2], tmp_path)
    with camera_phone(driver, tmp_path, frames(), state) as page:
        page.goto(f"{switched_on.url}/me/face")
        if page.get_by_role("checkbox").count():
            page.get_by_role("checkbox").check()
            page.get_by_role("button", name="同意，去拍照").click()
        else:
            page.get_by_role("link", name="开始拍").click()
        page.wait_for_selector(f"[data-part=hint]:has-text('{told}')", timeout=30_000)
        look(page, f"phone-{request.node.callspec.id}")


STATES: dict[str, dict] = {}


def signed_in(driver, server, slip, folder) -> dict:
    """Cookies of the owner of that slip; the slip is used up the first time."""
    if slip[0] not in STATES:
        with worker(driver, server, folder, slip, None) as page:
            STATES[slip[0]] = page.context.storage_state()
    return STATES[slip[0]]


def test_no_consent_no_camera_no_service_and_a_withdrawal_all_lead_to_a_person(
    driver, switched_on, office, tmp_path
):
    desk, slips = office
    state = signed_in(driver, switched_on, slips[3], tmp_path)
    with camera_phone(driver, tmp_path, None, state) as page:
        page.goto(f"{switched_on.url}/me")
        to_identity(page)
        page.get_by_role("link", name="看说明").click()
        page.get_by_role("link", name="不同意，用当面核对").click()
        assert page.get_by_role("button", name="用当面核对").is_visible()
        agree(page)
        page.wait_for_selector("[data-part=trouble]:visible")
        look(page, "phone-camera-refused")
        page.get_by_role("link", name="先不拍了").click()
        page.get_by_role("button", name="撤回同意，删除人脸").click()
        page.wait_for_selector("text=已经删除")
        look(page, "phone-withdrawn")
        without = Server(switched_on.folder, EXAMAPP_FACE_WORKERS="0").start()
        try:
            page.goto(f"{without.url}/me")
            to_identity(page)
            assert "人脸核验现在用不了" in page.inner_text("main")
            look(page, "phone-service-down")
            page.get_by_role("button", name="用当面核对").click()
            page.wait_for_selector("text=已经通知安全员")
        finally:
            without.stop()
        confirm_in_person(desk, switched_on)
        page.goto(f"{switched_on.url}/me")
        page.locator(".duty", has_text="要核对本人的年度考核").get_by_role("link", name="去考核").click()
        page.get_by_role("button", name="开始考核").click()
        page.wait_for_selector(".item-type")
