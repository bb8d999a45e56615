"""The list of items in the browser's eyes: what the address asks for is shown, kept and taken off."""

import re

import pytest

from examapp.services.items.item_search import ItemFilter, search_items

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def total(html: str) -> int:
    return int(re.search(r"<strong>(\d+)</strong> 题", html).group(1))


def test_the_list_and_its_found_part_show_the_same(world, sign_in):
    browser = sign_in("bank_admin")
    page = browser.get("/bank?q=动火&type=judgement").get_data(as_text=True)
    part = browser.get("/bank/results?q=动火&type=judgement").get_data(as_text=True)
    assert total(page) == total(part) == search_items(ItemFilter(words="动火", type="judgement")).total > 0
    assert "<html" not in part


def test_a_value_that_no_choice_has_narrows_nothing(world, sign_in):
    browser = sign_in("bank_admin")
    everything = total(browser.get("/bank").get_data(as_text=True))
    assert (
        total(browser.get("/bank?topic=nonsense&difficulty=x&page=-3").get_data(as_text=True)) == everything
    )


def test_each_chip_leads_to_the_list_without_it(world, sign_in):
    html = sign_in("bank_admin").get("/bank/results?q=动火&topic=hot_work&page=2").get_data(as_text=True)
    links = re.findall(r'class="chip" href="([^"]+)"', html)
    assert links == ["/bank?topic=hot_work", "/bank?q=%E5%8A%A8%E7%81%AB"]


def test_a_view_is_kept_shown_and_deleted(world, sign_in):
    browser = sign_in("bank_admin")
    browser.post("/bank/views", data={"name": "判断题", "query": "type=judgement&evil=1&topic=none"})
    page = browser.get("/bank").get_data(as_text=True)
    assert 'href="/bank?type=judgement"' in page
    assert "判断题" in page
    number = re.search(r"/bank/views/(\d+)/removal", page).group(1)
    browser.post(f"/bank/views/{number}/removal")
    assert f"/bank/views/{number}/removal" not in browser.get("/bank").get_data(as_text=True)


def test_a_search_without_a_hit_says_how_to_go_on(world, sign_in):
    html = sign_in("bank_admin").get("/bank/results?q=绝无此词").get_data(as_text=True)
    assert total(html) == 0
    assert "没有符合的题目" in html
    assert "拼音首字母" in html
