"""From an empty database to the first signed record: an administrator, two inspectors, three people who answer, an auditor."""

import json
import re
import subprocess
import sys

import pytest

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.services.people import enterprise_imports, region_imports
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import answer_all, begin, hand_in, sign_everybody, take_seat
from tests.browser.footsteps import Walker
from tests.house.tree import ROOT
from tests.rosters import HEAD as ROSTER_HEAD
from tests.servers import Server
from tests.world import id_number, uscc

FIGURES = ROOT / "build" / "first-quiz.json"
# An assumption, not a measurement: what somebody may take for a page and for a field. The tables themselves lie ready.
SECONDS_A_PAGE, SECONDS_A_FIELD = 12, 10
MOST_PAGES, MOST_FIELDS = 31, 17
FIRM = "新区第一机械厂"
PASSWORD = "first-start-2026"
REGIONS = [["新市", "990200", "", ""], ["新区", "990202", "", ""], ["新街道", "990202001", "", ""]]
PEOPLE = [
    ("马负责", "主要负责人", "", 801),
    ("牛安管", "安全管理人员", "", 802),
    ("杨焊工", "一线重点岗位", "动火作业", 803),
]


@pytest.fixture
def empty_server(tmp_path):
    """A server started on an empty folder: no database, no keys, no fixture."""
    started = Server(tmp_path / "data", EXAMAPP_FACE_WORKERS="0")
    (tmp_path / "data").mkdir()
    started.start()
    yield started
    started.stop()


def table(head: list[str], *rows: list) -> bytes:
    return write_excel({"表": [head, *rows]})


def roster() -> bytes:
    rows = [
        [name, id_number(serial), "", role, post, "", "", "2024-03-01", ""]
        for name, role, post, serial in PEOPLE
    ]
    return table(ROSTER_HEAD, *rows)


def test_from_an_empty_database_to_the_first_record_with_three_browsers(empty_server, open_page, tmp_path):
    admin, lead, second = (Walker(open_page(device)) for device in ("desktop", "tablet", "tablet"))
    _set_up(empty_server, admin)
    _fill_registers(admin)
    links = [_add_inspector(admin, name, login, number) for name, login, number in (
        ("高队长", "gao", "新执 0001"), ("陆队员", "lu", "新执 0002"),
    )]  # fmt: skip
    for walker, link in zip((lead, second), links, strict=True):
        walker.page.goto(link)
        walker.press("进入系统")
        walker.page.wait_for_url("**/tablet/")
    _import_roster(lead)
    code = _draw(lead)
    _tell({"管理员": admin, "执法人员一": lead, "执法人员二": second})
    _answer_all(empty_server, lead, open_page, code)
    second.page.reload()
    assert FIRM in second.page.inner_text("main")
    _sign_and_verify(empty_server, lead, tmp_path)
    auditor = Walker(open_page("desktop"))
    _appoint_auditor(empty_server, auditor)
    _everything_is_ticked(empty_server, admin)


def _steps(page) -> dict[str, str]:
    return dict(re.findall(r'data-step="(\w+)" data-state="(\w+)"', page.content()))


def _set_up(server, admin: Walker) -> None:
    admin.page.goto(server.url + server.set_up_path())
    take_screenshot(admin.page, "first/desktop-set-up")
    for field, value in (
        ("#name", "钱管理"),
        ("#login_name", "qian"),
        ("#password", PASSWORD),
        ("#repeated", PASSWORD),
    ):
        admin.fill(field, value)
    admin.press("完成设置")
    admin.page.wait_for_url("**/first-steps")
    assert _steps(admin.page) == {
        "regions": "next", "enterprises": "open", "inspectors": "open", "roster": "open", "quiz": "open", "auditor": "open",
    }  # fmt: skip
    assert_no_axe_findings(admin.page)
    take_screenshot(admin.page, "first/desktop-first-steps-empty")


def _import_table(walker: Walker, name: str, content: bytes) -> None:
    walker.upload("#file", name, content)
    walker.press("预览")
    assert_no_axe_findings(walker.page)
    walker.press("确认导入")
    walker.page.wait_for_selector("text=✓ 共")


def _fill_registers(admin: Walker) -> None:
    admin.follow("从表格导入")
    # The template's own rows are left where they are, as hurried people do.
    regions = table(region_imports.HEAD, *region_imports.SAMPLES, *REGIONS)
    _import_table(admin, "区域.xlsx", regions)
    admin.follow("回到第一次使用")
    assert _steps(admin.page)["regions"] == "done"
    admin.page.locator("[data-step=enterprises]").get_by_role("link", name="从表格导入").click()
    firm = [FIRM, uscc(801), "新街道", "其他工贸", "", "工业路 1 号", ""]
    _import_table(admin, "企业.xlsx", table(enterprise_imports.HEAD, firm))
    admin.follow("回到第一次使用")
    assert _steps(admin.page)["enterprises"] == "done"
    admin.follow("添加账号")


def _add_inspector(admin: Walker, name: str, login: str, number: str) -> str:
    for field, value in (("#f-name", name), ("#f-login_name", login), ("#f-certificate_number", number)):
        admin.fill(field, value)
    admin.choose("#f-region_id", label="新区")
    take_screenshot(admin.page, "first/desktop-accounts")
    admin.press("添加，并显示登录链接")
    assert_no_axe_findings(admin.page)
    take_screenshot(admin.page, "first/desktop-link")
    link = admin.page.inner_text("#sign-in-link")
    admin.follow("返回账号")
    return link


def _import_roster(lead: Walker) -> None:
    lead.follow("开始抽考")
    lead.counts["presses"] += 1
    lead.page.locator(".pick").first.click()
    take_screenshot(lead.page, "first/tablet-people-without-roster", whole=False)
    assert_no_axe_findings(lead.page)
    lead.follow("导入名单")
    _import_table(lead, "名单.xlsx", roster())
    lead.follow("回到现场抽考")
    lead.counts["presses"] += 1
    lead.page.locator(".quiz-card").first.click()


def _draw(lead: Walker) -> str:
    lead.page.wait_for_selector("#second")
    assert lead.page.input_value("#second") == ""
    lead.page.evaluate("document.querySelector('#second').required = false")
    lead.press("按规则随机抽取并开考")
    lead.page.wait_for_selector("#second-error")
    take_screenshot(lead.page, "first/tablet-second-missing", whole=False)
    assert_no_axe_findings(lead.page)
    lead.choose("#second", index=1)
    lead.press("按规则随机抽取并开考")
    lead.page.wait_for_selector("[data-part=code]")
    return lead.page.inner_text("[data-part=code]").replace(" ", "")


def _answer_all(server, lead: Walker, open_page, code: str) -> None:
    for name, _, _, serial in PEOPLE:
        phone = open_page("phone")
        take_seat(server, phone, code, name, id_number(serial)[-4:])
        lead.page.wait_for_selector("text=人证相符")
        lead.press("人证相符", first=True)
        begin(phone)
        answer_all(phone)
        hand_in(phone)
        phone.context.close()


def _sign_and_verify(server, lead: Walker, tmp_path) -> None:
    lead.press("结束答题，去讲评")
    lead.follow("去签字")
    sign_everybody(lead.page)
    lead.press("生成抽考记录")
    lead.page.wait_for_selector("text=已完成")
    address = lead.page.get_by_role("link", name="打开 PDF").get_attribute("href")
    record = tmp_path / "record.pdf"
    record.write_bytes(lead.page.request.get(server.url + address).body())
    command = [sys.executable, "-m", "examapp.commands", "verify", str(record)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "复核通过" in done.stdout) == (0, True), done.stdout + done.stderr


def _appoint_auditor(server, auditor: Walker) -> None:
    auditor.page.goto(server.command("auditor-link").strip())
    take_screenshot(auditor.page, "first/desktop-set-up-auditor")
    for field, value in (
        ("#name", "孔审计"),
        ("#login_name", "kong"),
        ("#password", PASSWORD),
        ("#repeated", PASSWORD),
    ):
        auditor.fill(field, value)
    auditor.press("完成设置")
    auditor.page.wait_for_url("**/audit**")
    log = auditor.page.inner_text("main")
    assert "发审计员的一次性链接" in log
    assert "用一次性链接设置第一个管理员或审计员" in log


def _everything_is_ticked(server, admin: Walker) -> None:
    admin.page.goto(server.url + "/first-steps")
    assert set(_steps(admin.page).values()) == {"done"}
    assert_no_axe_findings(admin.page)
    take_screenshot(admin.page, "first/desktop-first-steps-done")
    admin.page.goto(server.url + "/home")
    assert admin.page.url.endswith("/accounts")


def _tell(walkers: dict[str, Walker]) -> None:
    """Print and keep how far everybody had to walk until the quiz stands open; no step may be added unseen."""
    figures = {name: dict(walker.counts) for name, walker in walkers.items()}
    pages, fields = (sum(one.get(kind, 0) for one in figures.values()) for kind in ("pages", "fields"))
    seconds = pages * SECONDS_A_PAGE + fields * SECONDS_A_FIELD
    figures["合计"] = {"pages": pages, "fields": fields, "seconds": seconds}
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False))
    assert (pages <= MOST_PAGES, fields <= MOST_FIELDS, seconds <= 600) == (True, True, True)
