"""From an empty database to the first signed record: an administrator, two inspectors, three people who answer,
an auditor.
"""

import json

import pytest

from tests.browser import first_steps
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import answer_all, begin, confirm, hand_in, sign_everybody, take_seat
from tests.browser.first_steps import PEOPLE, read_code, set_up_account, steps_of
from tests.browser.footsteps import Walker
from tests.house.tree import ROOT
from tests.servers import Server

FIGURES = ROOT / "build" / "first-quiz.json"
# An assumption, not a measurement: what somebody may take for a page and for a field. The tables themselves lie ready.
SECONDS_A_PAGE, SECONDS_A_FIELD = 12, 10
# One page more than before: a roster that came after the sealing is sealed anew, and its code is shown before the draw.
MOST_PAGES, MOST_FIELDS = 32, 17
FIRM = "新区第一机械厂"


@pytest.fixture
def empty_server(tmp_path):
    """A server started on an empty folder: no database, no keys, no fixture."""
    started = Server(tmp_path / "data", EXAMAPP_FACE_WORKERS="0")
    (tmp_path / "data").mkdir()
    started.start()
    yield started
    started.stop()


def looking(device: str):
    """An eye that photographs the named pages and finds every page accessible."""

    def look(page, name: str = "", *, whole: bool = True) -> None:
        if name:
            take_screenshot(page, f"first/{device}-{name}", whole=whole)
        assert_no_axe_findings(page)

    return look


def test_from_an_empty_database_to_the_first_record_with_three_browsers(empty_server, open_page, tmp_path):
    admin, lead, second = (Walker(open_page(device)) for device in ("desktop", "tablet", "tablet"))
    _set_up(empty_server, admin)
    desktop, tablet = looking("desktop"), looking("tablet")
    first_steps.fill_registers(admin, first_steps.enterprise(FIRM, 801), look=desktop)
    links = [first_steps.add_inspector(admin, name, login, number, desktop) for name, login, number in (
        ("高队长", "gao", "新执 0001"), ("陆队员", "lu", "新执 0002"),
    )]  # fmt: skip
    for walker, link in zip((lead, second), links, strict=True):
        first_steps.enter_by_link(walker, link)
    first_steps.choose_enterprise(lead, FIRM)
    first_steps.import_roster(lead, PEOPLE, tablet)
    code = _draw(lead, open_page("phone"))
    _tell({"管理员": admin, "执法人员一": lead, "执法人员二": second})
    _answer_all(empty_server, lead, open_page, code)
    second.page.reload()
    assert FIRM in second.page.inner_text("main")
    _sign_and_verify(empty_server, lead, second, tmp_path)
    auditor = Walker(open_page("desktop"))
    _appoint_auditor(empty_server, auditor)
    _everything_is_ticked(empty_server, admin)


def _set_up(server, admin: Walker) -> None:
    set_up_account(admin, server.url + server.set_up_path(), "钱管理", "qian", looking("desktop"))
    admin.page.wait_for_url("**/first-steps")
    assert steps_of(admin.page) == {
        "regions": "next", "enterprises": "open", "inspectors": "open", "roster": "open", "quiz": "open", "auditor": "open",
    }  # fmt: skip
    looking("desktop")(admin.page, "first-steps-empty")


def _draw(lead: Walker, phone) -> str:
    lead.page.wait_for_selector("#second")
    assert lead.page.input_value("#second") == ""
    lead.page.evaluate("document.querySelector('#second').required = false")
    lead.press("按规则随机抽取并开考")
    lead.page.wait_for_selector("#second-error")
    take_screenshot(lead.page, "first/tablet-second-missing", whole=False)
    assert_no_axe_findings(lead.page)
    lead.choose("#second", index=1)
    _name_number(lead, phone)
    lead.press("按规则随机抽取并开考")
    return read_code(lead.page)


def _name_number(lead: Walker, phone) -> None:
    """The enterprise scans with its own phone; the tablet sees the number without being touched."""
    label = lead.page.locator(".enterprise-number .qr").get_attribute("aria-label")
    phone.goto(label.rsplit(" ", 1)[1])
    take_screenshot(phone, "first/phone-number")
    phone.fill("#number", "6688")
    phone.locator("form button[type=submit]").click()
    phone.wait_for_selector("text=已收到：6688")
    assert_no_axe_findings(phone)
    lead.page.wait_for_selector("text=企业报的数：6688")
    take_screenshot(lead.page, "first/tablet-number", whole=False)
    assert_no_axe_findings(lead.page)
    phone.context.close()


def _answer_all(server, lead: Walker, open_page, code: str) -> None:
    for person in PEOPLE:
        phone = open_page("phone")
        take_seat(server, phone, code, person.name, person.tail)
        lead.page.wait_for_selector("text=人证相符")
        lead.press("人证相符", first=True)
        begin(phone)
        answer_all(phone)
        hand_in(phone)
        phone.context.close()


def _sign_and_verify(server, lead: Walker, second: Walker, tmp_path) -> None:
    lead.press("都交卷了，去讲评")
    lead.follow("去签字")
    sign_everybody(lead.page)
    confirm(lead.page, second.page)
    lead.press("生成抽考记录")
    lead.page.wait_for_selector("text=已完成")
    address = lead.page.get_by_role("link", name="打开 PDF").get_attribute("href")
    record = tmp_path / "record.pdf"
    record.write_bytes(lead.page.request.get(server.url + address).body())
    assert "复核通过" in server.command("verify", str(record))


def _appoint_auditor(server, auditor: Walker) -> None:
    link = server.command("auditor-link").strip()
    set_up_account(
        auditor, link, "孔审计", "kong", lambda page, _: looking("desktop")(page, "set-up-auditor")
    )
    auditor.page.wait_for_url("**/audit**")
    log = auditor.page.inner_text("main")
    assert "发审计员的一次性链接" in log
    assert "用一次性链接设置第一个管理员或审计员" in log


def _everything_is_ticked(server, admin: Walker) -> None:
    admin.page.goto(server.url + "/first-steps")
    assert set(steps_of(admin.page).values()) == {"done"}
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
