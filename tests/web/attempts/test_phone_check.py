"""One minute, days before: anybody may try the phone, and finds the way there from the own page and from the slip."""

from pathlib import Path

from tests.js import needs_node, run_script
from tests.pages import Browser


def test_anybody_may_try_the_phone_without_signing_in(app, world):
    page = Browser(app, None).get("/phone-check")
    assert page.status_code == 200
    assert "试一下这部手机" in page.text
    assert 'data-behaviour="check-phone"' in page.text


def test_the_own_page_and_the_slip_lead_there():
    assert "phone_check.show" in Path("templates/people/me/home.html").read_text(encoding="utf-8")
    assert "check_address" in Path("templates/exams/slips.html").read_text(encoding="utf-8")


@needs_node
def test_a_clock_that_is_off_is_said_with_what_it_means(tmp_path):
    script = """
    import { clockWords } from "./js/behaviours/check-phone.js";
    tell([clockWords(1000000, 1060000)[0], clockWords(1000000, 4600000)]);
    """
    near, (good, words) = run_script(tmp_path, script)
    assert (near, good) == (True, False)
    assert "差 60 分钟" in words
    assert "按服务器的时间" in words
