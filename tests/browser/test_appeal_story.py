"""One fails and passes a paper without any item of the first; another says that a question is wrong, and a regrade flips two results."""

import json

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Candidate
from examapp.models.exams import Registration
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import hand_in
from tests.browser.papers import attempt_on, inside, items_of, keys_of, send_answers
from tests.browser.test_exam_story import activate, announce, office, slips  # noqa: F401


def look(page, name: str) -> None:
    assert_no_axe_findings(page)
    take_screenshot(page, f"appeals/{name}")


def pair_with_a_shared_item(server, names) -> tuple[list[str], str, str]:
    """Two people whose papers share an item of one right choice, that item, and somebody else."""
    with inside(server):
        rows = (
            db.session.query(Candidate.name, Attempt.paper)
            .join(Registration, Registration.candidate_id == Candidate.id)
            .join(Attempt, Attempt.registration_id == Registration.id)
            .filter(Attempt.state == "ready")
            .order_by(Registration.exam_id.desc(), Registration.id)
            .all()
        )
    held: dict[str, str] = {}
    papers: dict[str, set[str]] = {}
    for name, paper in rows:
        if name in names and name not in papers:
            papers[name] = {slot["item"] for slot in json.loads(paper)["slots"]}
    for name, items in papers.items():
        for item in sorted(items):
            if item in held:
                pair = [held[item], name]
                return pair, item, next(one for one in papers if one not in pair)
            held[item] = name
    raise AssertionError("no two papers share an item")


def begin(server, phone, name: str, code: str) -> None:
    """From the slip to the first item."""
    activate(server, phone, name, code)
    phone.get_by_role("link", name="去考核").first.click()
    phone.get_by_role("button", name="开始考核").click()
    phone.wait_for_selector(".item-type")


def answer_all_but(server, phone, item: str, wrong: int) -> None:
    """Right, but for this item and so many others, which stay empty."""
    attempt = attempt_on(phone)
    keys, items = keys_of(server, attempt), items_of(server, attempt)
    places = [place for place, one in enumerate(items, start=1) if one != item][wrong - 1 :]
    send_answers(phone, {place: keys[place - 1] for place in places})
    hand_in(phone)


@pytest.fixture
def announced(office):  # noqa: F811
    """An announced exam whose resit may follow at once, and everybody's code."""
    announce(office, wait_hours="0")
    return slips(office)


def rule(page_of, server, enter_as) -> None:
    """A reviewer tries it dry and proposes, another person approves."""
    reviewer = enter_as(page_of("desktop"), "reviewer")
    reviewer.get_by_role("link", name="申诉", exact=True).click()
    look(reviewer, "desktop-list")
    reviewer.locator("a.row-link").first.click()
    look(reviewer, "desktop-dispute")
    reviewer.get_by_role("radio", name="这道题都算对").check()
    reviewer.get_by_role("button", name="先看会改变谁的成绩").click()
    reviewer.wait_for_selector("text=还没有改动任何成绩")
    look(reviewer, "desktop-dry-run")
    reviewer.fill("[name=reply]", "题目表述有歧义，谢谢指出。")
    reviewer.get_by_role("button", name="提出，请另一位审题员复核").click()
    assert "要由另一位审题员复核" in reviewer.inner_text("main")
    second = enter_as(page_of("tablet"), "bank_admin")
    second.goto(reviewer.url)
    look(second, "tablet-approval")
    second.get_by_role("button", name="同意，重新评分").click()
    second.wait_for_selector("text=旧成绩留有版本")
    look(second, "tablet-ruled")


def fail_and_pass_another_paper(server, phone, name: str, code: str) -> None:
    """Nothing answered, then a second paper without any item of the first."""
    begin(server, phone, name, code)
    first = items_of(server, attempt_on(phone))
    hand_in(phone)
    assert "不合格" in phone.inner_text(".verdict")
    phone.get_by_role("link", name="回到我的考核").click()
    phone.get_by_role("link", name="去补考").first.click()
    look(phone, "phone-resit")
    phone.get_by_role("button", name="开始补考").click()
    phone.wait_for_selector(".item-type")
    again = items_of(server, attempt_on(phone))
    assert (len(again), set(first) & set(again)) == (len(first), set())
    answer_all_but(server, phone, "", 1)
    assert "✓ 合格" in phone.inner_text(".verdict")


def appeal(server, phone, item: str) -> None:
    """Against this item, from the list of mistakes."""
    asked = items_of(server, phone.url.split("/")[-2]).index(item) + 1
    mistake = phone.locator(".mistake").filter(has=phone.locator("p.soft", has_text=f"第 {asked} 题"))
    mistake.locator(".appeal summary").click()
    mistake.locator(".appeal textarea").fill("这道题和最新规定不一样。")
    look(phone, "phone-appeal")
    mistake.get_by_role("button", name="提出申诉").click()
    phone.wait_for_selector("text=申诉已收到")
    look(phone, "phone-received")


def test_a_resit_is_another_paper_and_an_appeal_flips_two_results(
    demo_server, announced, open_page, enter_as
):
    pair, item, third = pair_with_a_shared_item(demo_server, announced)
    fail_and_pass_another_paper(demo_server, open_page("phone"), third, announced[third])
    phones = [open_page("phone") for _ in pair]
    for one, name in zip(phones, pair, strict=True):
        begin(demo_server, one, name, announced[name])
        answer_all_but(demo_server, one, item, 9)
        assert "不合格" in one.inner_text(".verdict")
    appeal(demo_server, phones[0], item)
    rule(open_page, demo_server, enter_as)
    phones[0].goto(f"{demo_server.url}/me")
    assert phones[0].get_by_text("题目表述有歧义").is_visible()
    look(phones[0], "phone-told")
    for one in phones:
        one.goto(f"{demo_server.url}/me")
        assert "变为" in one.inner_text("main")
        one.get_by_role("link", name="看成绩").first.click()
        one.get_by_role("link", name="看成绩和错题").first.click()
        assert "重新评分后第 2 版" in one.inner_text("main")
        assert "✓ 合格" in one.inner_text(".verdict")
    look(phones[1], "phone-new-score")
