"""A paper answered to its end in a real Chromium 79, the oldest that may; passed over until `make oldest` fetched it."""

import json
import os
from pathlib import Path

import pytest

from tests.browser.devices import write_fontconfig
from tests.browser.field import open_quiz, tails
from tests.house.test_oldest_browsers import SCRIPTS
from tests.oldest.devtools import OldBrowser
from tests.oldest.fetching import BINARY

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason="make oldest fetches Chromium 79")

# The present item answered somehow: a number, words instead of a picture, one card or all of them, a pair of each.
TAP = """(() => {
  const all = (query) => Array.from(document.querySelectorAll(query));
  const kind = document.querySelector(".item-type").textContent;
  const field = document.querySelector(".typed__input");
  if (field) field.value = "5";
  if (field) ["input", "blur"].forEach((name) => field.dispatchEvent(new Event(name)));
  all(".match-row select").forEach((select, place) => {
    select.selectedIndex = place + 1;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const words = all("button").find((button) => button.textContent === "用文字选");
  if (words && words.getAttribute("aria-pressed") === "false") words.click();
  all(".answer-card").slice(0, kind === "排序题" ? 99 : 1).forEach((card) => card.click());
  return kind;
})()"""
SAVED = "document.querySelector('[data-part=status][data-kind=ok]')"


@pytest.fixture
def old(tmp_path):
    made = OldBrowser(BINARY, tmp_path / "profile", fonts=write_fontconfig(tmp_path))
    yield made
    made.close()


def picture(browser: OldBrowser, name: str) -> None:
    if folder := os.environ.get("EXAMAPP_OLDEST_PICTURES"):
        browser.picture(Path(folder) / f"{name}.png")


def test_chromium_79_reads_every_script_that_candidates_are_sent(demo_server, old):
    old.go(f"{demo_server.url}/q")
    base = old.evaluate("document.querySelector('link[rel=stylesheet]').href.split('css/')[0] + 'js/'")
    # What a script does without its page is no matter here; that it is read at all is.
    unread = old.evaluate(f"""Promise.all({json.dumps(SCRIPTS)}.map((name) =>
        import({json.dumps(base)} + name).then(() => "", (error) => error instanceof SyntaxError ? name : "")))""")
    assert [name for name in unread if name] == []


def test_chromium_79_answers_a_paper_and_sees_the_result(demo_server, tablet, enter_as, old):
    code = open_quiz(enter_as(tablet, "inspector"))
    name, tail = next(iter(tails(demo_server, code).items()))
    old.go(f"{demo_server.url}/q/{code}")
    assert "HeadlessChrome/79." in old.evaluate("navigator.userAgent")
    old.fill("#name", name)
    old.fill("#id_tail", tail)
    old.click("form button[type=submit]")
    tablet.wait_for_selector("text=人证相符")
    tablet.get_by_role("button", name="人证相符").first.click()
    old.click("a.big-button[href*='/attempts/']")
    old.wait_for("document.querySelector('.item-type')")
    assert "还没有答案" in old.evaluate("document.querySelector('[data-part=status]').textContent")
    for number in range(1, 11):
        old.wait_for(f"document.querySelector('[data-part=overview]').textContent.startsWith('{number} /')")
        old.evaluate(TAP)
        old.wait_for(SAVED)
        if number == 1:
            picture(old, "oldest-chosen")
            card = (
                "document.querySelector('.answer-card[aria-checked=true], .answer-card[aria-pressed=true]')"
            )
            chosen = old.evaluate(f"{card} ? getComputedStyle({card}).borderColor : ''")
            other = old.evaluate(
                "getComputedStyle(document.querySelector('.answer-card:not([aria-checked=true])') || document.body)"
                ".borderColor"
            )
            assert not chosen or chosen != other, "a chosen answer looks like the others"
        if number < 10:
            old.click("[data-part=next]")
    old.click("[data-part=overview]")
    old.click("[data-part=to-hand-in]")
    picture(old, "oldest-hand-in")
    old.click("[data-part=hand-in]")
    old.wait_for("document.querySelector('.result-score')")
    picture(old, "oldest-result")
    assert old.faults == []


def test_below_the_floor_the_page_says_so_before_the_clock_starts_and_names_the_tablet(demo_server, old):
    agent = old.evaluate("navigator.userAgent").replace("Chrome/79", "Chrome/78")
    old.call("Network.setUserAgentOverride", {"userAgent": agent})
    old.go(f"{demo_server.url}/q")
    old.wait_for("document.querySelector('[data-part=too-old]')")
    picture(old, "oldest-below")
    said = old.evaluate("document.getElementById('main').innerText")
    assert "用平板作答" in said
    assert "还没有开始计时" in said
    assert "输入抽考码" not in said
