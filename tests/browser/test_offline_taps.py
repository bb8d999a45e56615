"""A tap without a network: the page stays, says so beside the button, loses nothing, and goes on when it can."""

import pytest

from examapp.extensions import db
from examapp.models.inspections import Inspection
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.browser.field import open_quiz, tails, take_seat
from tests.browser.test_account_story import slip
from tests.browser.test_exam_story import inside, number_of


@pytest.fixture
def visit(demo_server) -> str:
    """Where an enterprise says what it thinks of the newest inspection."""
    with inside(demo_server):
        inspections = db.session.query(Inspection).filter(Inspection.rating_token.isnot(None))
        newest = inspections.order_by(Inspection.inspected_on.desc(), Inspection.id.desc()).first()
        return f"{demo_server.url}/visit/{newest.rating_token}"


def test_a_link_of_the_tablet_waits_for_the_network_and_then_opens(demo_server, tablet, enter_as):
    enter_as(tablet, "inspector")
    tablet.goto(f"{demo_server.url}/tablet/")
    home = tablet.url
    tablet.context.set_offline(True)
    tablet.get_by_role("link", name="整改与补考").click()
    tablet.get_by_text("现在没有网络，还没有打开").wait_for()
    assert tablet.url == home
    assert_no_axe_findings(tablet)
    take_screenshot(tablet, "story/tablet-offline-link", whole=False)
    # Another tap takes the place of the one before; one that is called off happens no more.
    tablet.get_by_role("link", name="检查台账").click()
    assert tablet.locator(".no-network").count() == 1
    tablet.get_by_role("button", name="先不打开了").click()
    assert tablet.locator(".no-network").count() == 0
    tablet.get_by_role("link", name="整改与补考").click()
    tablet.context.set_offline(False)
    tablet.wait_for_url("**/rectifications**")


def test_a_phone_that_waits_says_that_nobody_answers_and_a_nod_without_network_is_given_later(
    demo_server, tablet, phone, enter_as
):
    code = open_quiz(enter_as(tablet, "inspector"))
    name, tail = next(iter(tails(demo_server, code).items()))
    take_seat(demo_server, phone, code, name, tail)
    phone.context.set_offline(True)
    phone.get_by_text("连不上服务器，这一页不是最新的").wait_for()
    assert_no_axe_findings(phone)
    take_screenshot(phone, "story/phone-waiting-unreached")
    phone.context.set_offline(False)
    phone.locator(".no-network--page").wait_for(state="detached")
    # The list of the board renews itself as soon as it can; a nod of before is given all the same.
    tablet.get_by_role("button", name="人证相符").first.wait_for()
    tablet.context.set_offline(True)
    tablet.get_by_role("button", name="人证相符").first.click()
    tablet.get_by_text("还没有送出。填的都在").wait_for()
    take_screenshot(tablet, "story/tablet-nod-offline", whole=False)
    tablet.evaluate("document.querySelector('.no-network').closest('[data-behaviour]').innerHTML = ''")
    tablet.context.set_offline(False)
    phone.get_by_role("link", name="开始答题").wait_for()


def test_what_an_enterprise_typed_without_network_stays_and_is_sent_when_it_is_back(visit, phone):
    phone.goto(visit)
    phone.locator("input[name=stars]").first.check()
    phone.fill("textarea[name=words]", "没有出示证件，")
    phone.context.set_offline(True)
    send = phone.locator("main form button[type=submit]").last
    send.click()
    phone.get_by_text("还没有送出。填的都在").wait_for()
    take_screenshot(phone, "story/phone-offline-form", whole=False)
    # Whoever goes on writing has not finished: nothing goes out behind the back.
    phone.locator("textarea[name=words]").press_sequentially("讲得也不清楚")
    phone.get_by_text("您在接着填，就不自动送了").wait_for()
    phone.context.set_offline(False)
    phone.get_by_text("网络通了。刚才的没有办").wait_for()
    phone.context.set_offline(True)
    send.click()
    phone.get_by_text("会自动送出").wait_for()
    # Only a page that was asked for anew holds the words in its own text.
    phone.context.set_offline(False)
    phone.locator(".no-network").wait_for(state="detached")
    phone.wait_for_load_state()
    phone.goto(visit)
    assert "没有出示证件，讲得也不清楚" in phone.content()


def test_a_server_that_is_not_reached_counts_as_no_network_although_the_device_is_online(visit, phone):
    phone.goto(visit)
    phone.locator("input[name=stars]").first.check()
    phone.route("**/*", lambda route: route.abort())
    send = phone.locator("main form button[type=submit]").last
    send.hover()
    # The finger goes down, and the page asks whether anybody is there.
    with phone.expect_event("requestfailed"):
        phone.mouse.down()
    phone.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 0))")
    phone.mouse.up()
    phone.get_by_text("还没有送出。填的都在").wait_for()
    phone.unroute("**/*")
    phone.locator(".no-network").wait_for(state="detached")


def test_a_wish_for_a_tablet_is_not_undone_by_the_pages_own_try_at_the_next_load(demo_server, phone):
    address, _, name = slip(demo_server)
    number = number_of(demo_server, name)
    phone.goto(address)
    phone.fill("#id_number", number)
    phone.fill("#password", "chang-feng-2026")
    phone.get_by_role("button", name="设好了，登录").click()
    phone.get_by_role("link", name="考前试一下这部手机").click()
    phone.get_by_text("✓ 手机能答，刚刚告诉的").wait_for()
    phone.get_by_role("button", name="没有合适的手机，请备平板").click()
    phone.get_by_text("安全员会给您备平板").wait_for()
    # The page tries the phone at each load and tells the server; the next load shows what the server kept.
    for _ in range(3):
        with phone.expect_response(lambda answer: answer.request.method == "POST"):
            phone.reload()
        assert "要备平板（本人要的）" in phone.inner_text("[data-part=told]")
    take_screenshot(phone, "story/phone-wish")
    phone.get_by_role("button", name="不要平板了").click()
    phone.get_by_text("✓ 手机能答，刚刚告诉的").wait_for()
