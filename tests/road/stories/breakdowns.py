"""What breaks on the way: the web process, the whole server, the network of a phone and of the tablet."""

from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser import first_steps
from tests.browser.field import answer_all, begin, hand_in, tap
from tests.browser.first_steps import PEOPLE
from tests.road import acts
from tests.road.bureaus import COLLEAGUE, FIRM
from tests.road.roads import Road

LEAD, MANAGER, WELDER = PEOPLE


def the_web_process_is_killed_while_somebody_answers_and_again_before_the_record(road: Road) -> str:
    """SIGKILL to the worker: the server starts another by itself, the phone and the tablet go on."""
    bureau = road.bureau()
    tablet, phone = _answering_person(road)
    acts.answer_items(phone, 0, 3)
    bureau.site.kill_worker()
    phone.locator("[data-part=next]").click()
    acts.answer_items(phone, 3, 10)
    hand_in(phone)
    acts.end_answering(tablet, absent="请假")
    acts.sign(tablet, bureau.site)
    bureau.site.kill_worker()
    bureau.site.wait(bureau.site.answers, "the server's answer")
    acts.make_record(tablet, bureau.site, "worker-killed")
    return "两次杀掉网页进程，自动再起"


def the_whole_server_is_killed_and_started_again_and_the_record_holds_everything(road: Road) -> str:
    """SIGKILL to all its processes, once in the middle of answering and once between the signatures and the record."""
    bureau = road.bureau()
    tablet, phone = _answering_person(road)
    acts.answer_items(phone, 0, 3)
    bureau.site.kill_server()
    phone.locator("[data-part=next]").click()
    tap(phone, 3)
    phone.wait_for_selector("text=个答案已存本机")
    bureau.site.start_again()
    phone.wait_for_selector("[data-part=status][data-kind=ok]")
    phone.locator("[data-part=next]").click()
    acts.answer_items(phone, 4, 10)
    hand_in(phone)
    assert phone.locator(".mine", has_text="没有作答").count() == 0
    acts.end_answering(tablet, absent="请假")
    acts.sign(tablet, bureau.site)
    bureau.site.kill_server()
    bureau.site.start_again()
    acts.make_record(tablet, bureau.site, "server-killed")
    return "断在答题中和签字后，各一次"


def _answering_person(road: Road) -> tuple[Page, Page]:
    """Tablet and phone of a quiz in which one of three has begun."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows)
    phone = bureau.phone(road.windows)
    acts.type_code(phone, bureau.site, code)
    acts.say_who(phone, LEAD.name, LEAD.tail)
    acts.nod(tablet, LEAD.name)
    begin(phone)
    return tablet, phone


@contextmanager
def _without_network(page: Page):
    """Whatever is tried meanwhile fails; nobody waits for a page."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)


def _lose_network_at(page: Page, sign: str, button: str, *, role: str = "button") -> None:
    """Press without network: the page stays and says so; called off, it happens no more with the network back."""
    page.wait_for_selector(sign)
    address = page.url
    with _without_network(page):
        page.get_by_role(role, name=button, exact=True).first.click()
        page.locator(".no-network", has_text="现在没有网络").wait_for()
        page.locator(".no-network button").click()
    page.locator(".no-network").wait_for(state="detached")
    assert page.url == address
    page.wait_for_selector(sign)


def the_network_is_lost_at_each_page_of_the_phone(road: Road) -> str:
    """Code, name, waiting, start, answering, hand-in, result."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows)
    phone = bureau.phone(road.windows)
    phone.goto(f"{bureau.site.url}/q")
    phone.fill("#code", code)
    _lose_network_at(phone, "#code", "下一步")
    acts.type_code(phone, bureau.site, code)
    phone.wait_for_selector("#id_tail")
    phone.fill("#name", LEAD.name)
    phone.fill("#id_tail", LEAD.tail)
    _lose_network_at(phone, "#id_tail", "下一步")
    acts.say_who(phone, LEAD.name, LEAD.tail)
    with _without_network(phone):
        acts.nod(tablet, LEAD.name)
        assert phone.locator("text=请稍等").count() == 1
    _lose_network_at(phone, "a:has-text('开始答题')", "开始答题", role="link")
    begin(phone)
    with _without_network(phone):
        tap(phone, 0)
        phone.wait_for_selector("text=个答案已存本机")
        for number in range(1, acts.ANSWERS):
            phone.locator("[data-part=next]").click()
            tap(phone, number)
        phone.locator("[data-part=overview]").click()
        phone.locator("[data-part=to-hand-in]").click()
        phone.locator("[data-part=hand-in]").click()
        phone.wait_for_selector("text=网络")
        assert phone.locator(".result-score").count() == 0
    phone.wait_for_selector(".result-score")
    assert phone.locator(".mine", has_text="没有作答").count() == 0
    with _without_network(phone):
        assert "分" in phone.inner_text(".result-score")
    acts.finish(tablet, bureau.site, "phone-offline", absent="请假")
    return "断网时答的 10 题都在记录里"


def the_network_is_lost_at_each_page_of_the_tablet(road: Road) -> str:
    """Home, enterprises, people, board, talk, signatures, record: the tap is lost, the quiz is not."""
    bureau = road.bureau()
    lead = bureau.tablet(road.windows)
    tablet = lead.page
    _lose_network_at(tablet, "text=开始抽考", "开始抽考", role="link")
    first_steps.choose_enterprise(lead, FIRM)
    if FIRM not in bureau.rosters:
        first_steps.import_roster(lead, PEOPLE)
        bureau.rosters.add(FIRM)
    first_steps.choose_colleague(lead, COLLEAGUE["gao"])
    tablet.fill("#nonce", "7")
    _lose_network_at(tablet, "#second", "按规则随机抽取并开考")
    code = first_steps.draw(lead, COLLEAGUE["gao"])
    phone = bureau.phone(road.windows)
    acts.type_code(phone, bureau.site, code)
    acts.say_who(phone, LEAD.name, LEAD.tail)
    _lose_network_at(tablet, "text=人证相符", "人证相符")
    acts.nod(tablet, LEAD.name)
    begin(phone)
    answer_all(phone)
    hand_in(phone)
    _lose_network_at(tablet, "[data-part=code]", "结束答题…", role="link")
    acts.end_answering(tablet, absent="请假")
    _lose_network_at(tablet, "text=错得最多的三点", "去签字", role="link")
    acts.sign(tablet, bureau.site)
    _lose_network_at(tablet, "text=全部签完", "生成抽考记录")
    acts.make_record(tablet, bureau.site, "tablet-offline")
    return "六处断网，这一页都在，再点一次"
