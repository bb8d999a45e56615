"""What an administrator and an inspector do on an empty installation, up to the first open quiz; `look` sees the pages on the way."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.services.people import enterprise_imports, region_imports
from tests.browser.footsteps import Walker
from tests.rosters import HEAD as ROSTER_HEAD
from tests.world import id_number, uscc

PASSWORD = "first-start-2026"
REGIONS = [["新市", "990200", "", ""], ["新区", "990202", "", ""], ["新街道", "990202001", "", ""]]
# Called with the page and a name for its picture; whole=False means the window only.
Look = Callable[..., None]


def look_at_nothing(page: Page, name: str = "", *, whole: bool = True) -> None:
    """The eye of somebody in a hurry."""


@dataclass(frozen=True)
class Person:
    """Somebody of a roster; `serial` makes an ID number that nobody has."""

    name: str
    role: str
    post: str
    serial: int
    number: str = ""
    started: str = "2024-03-01"

    @property
    def id_number(self) -> str:
        """18 signs."""
        return self.number or id_number(self.serial)

    @property
    def tail(self) -> str:
        """What people type on the phone."""
        return self.id_number[-4:]


PEOPLE = (
    Person("马负责", "主要负责人", "", 801),
    Person("牛安管", "安全管理人员", "", 802),
    Person("杨焊工", "一线重点岗位", "动火作业", 803),
)


def table(head: list[str], *rows: list) -> bytes:
    """A workbook as somebody fills in a template."""
    return write_excel({"表": [head, *rows]})


def roster(people: tuple[Person, ...] = PEOPLE) -> bytes:
    """A roster as an enterprise sends it."""
    rows = [
        [person.name, person.id_number, "", person.role, person.post, "", "", person.started, ""]
        for person in people
    ]
    return table(ROSTER_HEAD, *rows)


def enterprise(name: str, serial: int) -> list[str]:
    """One row of the register."""
    return [name, uscc(serial), "新街道", "其他工贸", "", "工业路 1 号", ""]


def steps_of(page: Page) -> dict[str, str]:
    """How the six first steps stand on the page 第一次使用."""
    return dict(re.findall(r'data-step="(\w+)" data-state="(\w+)"', page.content()))


def set_up_account(walker: Walker, address: str, name: str, login: str, look: Look = look_at_nothing) -> None:
    """Follow a one-time set-up link and fill in who one is."""
    walker.page.goto(address)
    look(walker.page, "set-up")
    for field, value in (
        ("#name", name),
        ("#login_name", login),
        ("#password", PASSWORD),
        ("#repeated", PASSWORD),
    ):
        walker.fill(field, value)
    walker.press("完成设置")


def import_table(walker: Walker, name: str, content: bytes, look: Look = look_at_nothing) -> None:
    """Choose a file, look at the preview, take it, and wait until it is in."""
    walker.upload("#file", name, content)
    walker.press("预览")
    look(walker.page)
    # A roster's button says how many people it brings.
    walker.press(re.compile("^确认导入"))
    walker.page.wait_for_selector("text=✓ 共")


def fill_registers(admin: Walker, *firms: list[str], look: Look = look_at_nothing) -> None:
    """From the page 第一次使用: regions and enterprises, then on to the accounts."""
    admin.follow("从表格导入")
    # The template's own rows are left where they are, as hurried people do.
    regions = table(region_imports.HEAD, *region_imports.SAMPLES, *REGIONS)
    import_table(admin, "区域.xlsx", regions, look)
    admin.follow("回到第一次使用")
    assert steps_of(admin.page)["regions"] == "done"
    admin.page.locator("[data-step=enterprises]").get_by_role("link", name="从表格导入").click()
    import_table(admin, "企业.xlsx", table(enterprise_imports.HEAD, *firms), look)
    admin.follow("回到第一次使用")
    assert steps_of(admin.page)["enterprises"] == "done"
    admin.follow("添加账号")


def add_inspector(admin: Walker, name: str, login: str, number: str, look: Look = look_at_nothing) -> str:
    """On the page of accounts; gives the one-time link that the page shows."""
    for field, value in (("#f-name", name), ("#f-login_name", login), ("#f-certificate_number", number)):
        admin.fill(field, value)
    admin.choose("#f-region_id", label="新区")
    look(admin.page, "accounts")
    admin.press("添加，并显示登录链接")
    look(admin.page, "link")
    link = admin.page.inner_text("#sign-in-link")
    admin.follow("返回账号")
    return link


def enter_by_link(walker: Walker, link: str) -> None:
    """An inspector's first sign-in."""
    walker.page.goto(link)
    walker.press("进入系统")
    walker.page.wait_for_url("**/tablet/")


def choose_enterprise(lead: Walker, firm: str) -> None:
    """From the home of the tablet to the page where people are drawn."""
    lead.follow("开始抽考")
    lead.counts["presses"] += 1
    lead.page.locator(f".pick:has-text('{firm}')").first.click()
    lead.page.wait_for_selector("#second")


def import_roster(lead: Walker, people: tuple[Person, ...], look: Look = look_at_nothing) -> None:
    """An enterprise without a roster was chosen: bring it, and come back to the same quiz."""
    look(lead.page, "people-without-roster", whole=False)
    lead.follow("导入名单")
    import_table(lead, "名单.xlsx", roster(people), look)
    lead.follow("回到现场抽考")
    lead.counts["presses"] += 1
    lead.page.locator(".quiz-card").first.click()
    lead.press("先封存这份名单")
    lead.page.get_by_role("button", name="按规则随机抽取并开考").wait_for()


def draw(lead: Walker, colleague: str) -> str:
    """Choose the colleague, type the enterprise's number, draw; gives the code under the QR."""
    choose_colleague(lead, colleague)
    lead.fill("#nonce", "7")
    lead.press("按规则随机抽取并开考")
    return read_code(lead.page)


def choose_colleague(lead: Walker, name: str) -> None:
    """By name, as it stands in the list."""
    option = lead.page.locator("#second option", has_text=name)
    lead.choose("#second", value=option.get_attribute("value"))


def read_code(tablet: Page) -> str:
    """The eight signs under the QR, as a phone gets them."""
    tablet.wait_for_selector("[data-part=code]")
    return tablet.inner_text("[data-part=code]").replace(" ", "")
