"""Looking for an item: it is found while the words are typed, narrowed, taken back, and kept as a view."""

import re

from playwright.sync_api import expect

from tests.browser.devices import assert_no_axe_findings, take_screenshot


def test_items_are_found_while_somebody_types_and_the_search_is_kept_as_a_view(
    demo_server, open_page, enter_as
):
    page = open_page("desktop")
    enter_as(page, "bank_admin")
    page.goto(f"{demo_server.url}/bank")
    found = page.locator("#found")
    everything = found.get_by_role("status").inner_text()
    page.get_by_label("找题").press_sequentially("dhzy", delay=20)
    expect(found.get_by_role("link", name="“dhzy”")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=dhzy$"))
    page.get_by_label("题型").select_option(label="单选题")
    expect(found.get_by_role("link", name="题型：单选题")).to_be_visible()
    take_screenshot(page, "bank_search")
    assert_no_axe_findings(page)

    page.get_by_label("把现在的条件存成我的视图").fill("动火单选")
    page.get_by_role("button", name="存下来").click()
    view = page.get_by_role("link", name="动火单选")
    expect(view).to_have_attribute("aria-current", "true")
    take_screenshot(page, "bank_view")
    assert_no_axe_findings(page)

    found.get_by_role("link", name="题型：单选题").click()
    expect(page.get_by_label("题型")).to_have_value("")
    page.get_by_label("找题").fill("")
    expect(found.get_by_role("status")).to_have_text(everything)
    page.get_by_label("找题").fill("绝无此词")
    expect(found.get_by_text("没有符合的题目")).to_be_visible()

    view.click()
    expect(found.get_by_role("link", name="“dhzy”")).to_be_visible()
    page.get_by_role("button", name="删除视图“动火单选”").click()
    expect(page.get_by_role("link", name="动火单选")).to_have_count(0)


def test_a_search_works_without_a_script(demo_server, open_page, enter_as):
    page = open_page("desktop", java_script_enabled=False)
    enter_as(page, "bank_admin")
    page.goto(f"{demo_server.url}/bank")
    page.get_by_label("找题").fill("动火")
    page.get_by_role("button", name="找题").click()
    expect(page.locator("#found").get_by_role("link", name="“动火”")).to_be_visible()
