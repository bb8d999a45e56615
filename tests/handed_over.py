"""What the tests of a handed-over tablet do: lend it, press what stands on its pages, sit down."""

import re

from examapp.services.quizzes.handover_queues import list_confirmed
from tests.pages import Browser

PIN = "2468"


def hand_over(browser: Browser, quiz, pin: str = PIN, called: tuple[int, ...] = ()) -> Browser:
    answer = browser.post(f"/handover/start/{quiz.id}", {"pin": pin, "called": list(called)})
    assert (answer.status_code, answer.location) == (303, "/handover/queue")
    return browser


def press(browser: Browser, path: str, page: str = "/handover/queue", **data):
    """Post what a button of the page would post."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text).group(1)
    return browser._send("post", path, data={**data, "csrf_token": token})


def sit_down(browser: Browser, quiz, place: int = 0) -> str:
    """Tap a name; gives the address of the paper."""
    page = press(browser, f"/handover/queue/{list_confirmed(quiz.id)[place].id}")
    return re.search(r'href="(/attempts/[^"]+)"', page.text).group(1)


def cookie(browser: Browser, name: str) -> str | None:
    held = browser.client.get_cookie(name)
    return held.value if held else None


def is_shut(answer) -> bool:
    to_queue = answer.status_code == 302 and answer.location == "/handover/queue"
    return to_queue or answer.status_code in (400, 403, 405)
