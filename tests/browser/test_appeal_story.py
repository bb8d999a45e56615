"""A worker says that a question is wrong; a reviewer tries decisions dry and proposes; another approves; the worker is told."""

import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import tap
from tests.browser.test_exam_story import announce, office, tail_of  # noqa: F401


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"appeals/{name}")


@pytest.fixture
def worker(demo_server, office, open_page):  # noqa: F811
    """A phone whose owner handed in with three answers."""
    announce(office)
    office.get_by_role("button", name="生成纸条").click()
    office.wait_for_selector(".slip")
    slip = office.locator(".slip").first
    name, code = slip.locator("h2").inner_text(), slip.locator(".slip__code").inner_text().replace(" ", "")
    phone = open_page("phone")
    phone.goto(f"{demo_server.url}/me/activate?code={code}")
    phone.fill("#id_tail", tail_of(demo_server, name))
    phone.fill("#password", "chang-feng-2026")
    phone.get_by_role("button", name="设好了，登录").click()
    phone.get_by_role("link", name="去考核").first.click()
    phone.get_by_role("button", name="开始考核").click()
    phone.wait_for_selector(".item-type")
    tap(phone, 0)
    phone.wait_for_selector("[data-part=status][data-kind=ok]")
    phone.locator("[data-part=overview]").click()
    phone.locator("[data-part=to-hand-in]").click()
    phone.locator("[data-part=hand-in]").click()
    phone.wait_for_selector(".result-score")
    return phone


def test_from_a_doubt_on_the_phone_to_a_new_score(demo_server, worker, open_page, enter_as):
    worker.locator(".appeal summary").first.click()
    worker.locator(".appeal textarea").first.fill("这道题和最新规定不一样。")
    look(worker, "phone-appeal")
    worker.get_by_role("button", name="提出申诉").first.click()
    worker.wait_for_selector("text=申诉已收到")
    look(worker, "phone-received")

    reviewer = enter_as(open_page("desktop"), "reviewer")
    reviewer.get_by_role("link", name="申诉", exact=True).click()
    look(reviewer, "desktop-list")
    reviewer.locator("a.row-link").first.click()
    look(reviewer, "desktop-dispute")
    reviewer.get_by_role("radio", name="这道题都算对").check()
    reviewer.get_by_role("button", name="先看会改变谁的成绩").click()
    assert "还没有改动任何成绩" in reviewer.inner_text("main")
    look(reviewer, "desktop-dry-run")
    reviewer.fill("[name=reply]", "题目表述有歧义，谢谢指出。")
    reviewer.get_by_role("button", name="提出，请另一位审题员复核").click()
    assert "要由另一位审题员复核" in reviewer.inner_text("main")

    second = enter_as(open_page("tablet"), "bank_admin")
    second.goto(reviewer.url)
    look(second, "tablet-approval")
    second.get_by_role("button", name="同意，重新评分").click()
    assert "旧成绩留有版本" in second.inner_text("main")
    look(second, "tablet-ruled")

    worker.goto(f"{demo_server.url}/me")
    assert worker.get_by_text("题目表述有歧义").is_visible()
    look(worker, "phone-told")
    for _ in range(worker.get_by_role("button", name="知道了").count()):
        worker.get_by_role("button", name="知道了").first.click()
    assert worker.get_by_role("button", name="知道了").count() == 0
    worker.get_by_role("link", name="去补考").or_(worker.get_by_role("link", name="看成绩")).first.click()
    worker.get_by_role("link", name="看成绩和错题").first.click()
    assert "重新评分后第 2 版" in worker.inner_text("main")
    look(worker, "phone-new-score")
