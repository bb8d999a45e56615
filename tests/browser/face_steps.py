"""Steps that stories with a face share: the switch, the agreement, the officer's look."""

from collections.abc import Callable


def switch_on(page, server, look: Callable[..., None] | None = None) -> None:
    """The administrator puts the impact assessment on record; `look` is asked at both ends."""
    page.goto(server.demo_links()["administrator"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"{server.url}/faces")
    if look:
        look(page, "desktop-switch-off")
    page.fill("#f-number", "PIA-2026-07")
    page.fill("#f-assessed_on", "2026-11-01")
    page.fill("#f-assessed_by", "评估小组")
    page.fill("#f-contact", "安全监管科，电话 000-0000")
    page.get_by_role("button", name="开通人脸核验").click()
    page.wait_for_selector("text=人脸核验已开通")
    if look:
        look(page, "desktop-switch-on")


def agree(page, *, keep: bool = False) -> None:
    """From the page with the two ways to the camera."""
    page.get_by_role("link", name="看说明").click()
    page.get_by_role("checkbox", name="我看明白了").check()
    if keep:
        page.get_by_role("checkbox", name="可以不选").check()
    page.get_by_role("button", name="同意，去拍照").click()


def confirm_face(office_page, server, name: str) -> None:
    """The officer says that the pictures are of this person."""
    office_page.goto(f"{server.url}/identities")
    office_page.get_by_role("row", name=name).get_by_role("button", name="是本人").click()
    office_page.wait_for_selector("text=已确认人脸登记")


def say_who_by_face(server, office, phone, name: str) -> None:
    """Agree, be enrolled, be confirmed by the officer, then do what the camera asks."""
    phone.get_by_role("link", name="确认是本人").click()
    agree(phone)
    phone.wait_for_selector("text=等安全员确认", timeout=90_000)
    confirm_face(office, server, name)
    phone.get_by_role("link", name="回到考核").click()
    phone.get_by_role("button", name="用人脸核验").click()
    phone.wait_for_selector("text=已确认是您本人", timeout=90_000)


def refuse_the_face(phone) -> None:
    """The notice is read, and the other way is one tap away."""
    phone.get_by_role("link", name="确认是本人").click()
    phone.get_by_role("link", name="看说明").click()
    phone.get_by_role("button", name="不同意，用当面核对").click()
    phone.wait_for_selector("text=已经通知安全员")
