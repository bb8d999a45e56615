"""Wrong and hasty taps: each may cost a moment, none may cost an answer, a person or the record."""

from contextlib import contextmanager

from playwright.sync_api import Locator

from tests.browser import first_steps
from tests.browser.field import answer_all, begin, hand_in
from tests.browser.first_steps import PEOPLE
from tests.road import acts
from tests.road.bureaus import COLLEAGUE
from tests.road.roads import Road

LEAD, MANAGER, WELDER = PEOPLE
PRIMARY = ".button--primary, .big-button, .pick, .quiz-card"


def ending_the_quiz_while_people_still_answer_counts_what_they_had_saved(road: Road) -> str:
    """One has handed in, one stands at the fifth item, one never came: the phone says what happened,
    the record is made.
    """
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows)
    done, answering = bureau.phone(road.windows), bureau.phone(road.windows)
    for phone, person in ((done, LEAD), (answering, MANAGER)):
        acts.type_code(phone, bureau.site, code)
        acts.say_who(phone, person.name, person.tail)
        acts.nod(tablet, person.name)
        begin(phone)
    answer_all(done)
    hand_in(done)
    acts.answer_items(answering, 0, 4)
    acts.end_answering(tablet, absent="轮休不在厂")
    answering.locator("[data-part=next]").click()
    acts.tap_in_haste(answering)
    answering.wait_for_selector(".result-score, [data-part=to-result]:visible")
    if answering.locator("[data-part=to-result]").is_visible():
        answering.locator("[data-part=to-result]").click()
    answering.wait_for_selector(".result-score")
    assert "由执法人员结束" in answering.inner_text("main")
    assert answering.locator(".mine", has_text="没有作答").count() == acts.ANSWERS - 4
    acts.sign(tablet, bureau.site)
    acts.make_record(tablet, bureau.site, "early-end")
    return "已存的 4 题都算，其余记为没有作答"


def ending_the_quiz_without_the_reason_of_the_absent_is_told_and_can_be_put_right(road: Road) -> str:
    """Nobody came: the first tap is refused in words, the way back leads to the same board."""
    bureau = road.bureau()
    tablet, _ = bureau.open_quiz(road.windows)
    board = tablet.url
    tablet.locator("[data-part=ask-end]").click()
    tablet.get_by_role("button", name="结束答题，去讲评").click()
    tablet.wait_for_selector("text=选一个原因，或写在")
    tablet.goto(board)
    acts.finish(tablet, bureau.site, "nobody-came", absent="全厂停产检修")
    return "三人缺考的记录复核通过"


def declining_somebody_by_mistake_asks_why_and_is_taken_back_by_one_tap(road: Road) -> str:
    """人证不符 by mistake, for one who was drawn and for one who walked in: the phone says why;
    undone, or scanned again.
    """
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows)
    drawn, guest = bureau.phone(road.windows), bureau.phone(road.windows)
    seats = ((drawn, LEAD.name, LEAD.tail), (guest, "临时来的", "555X"))
    for phone, name, tail in seats:
        _take_seat(bureau.site, phone, code, name, tail)
        row = tablet.locator(f".person-row:has-text('{name}')")
        row.get_by_role("button", name="不符").click()
        tablet.get_by_role("button", name="没带证件").click()
        phone.wait_for_selector("text=没有通过核对")
        assert "没带证件" in phone.inner_text("main")
        assert not phone.locator("a:has-text('开始答题')").count()
        row = tablet.locator(f".person-row:has-text('{name}')")
        if phone is drawn:
            row.get_by_role("button", name="撤销").click()
            phone.wait_for_selector("text=请稍等")
        else:
            _take_seat(bureau.site, phone, code, name, tail)
        acts.nod(tablet, name)
        begin(phone)
        answer_all(phone)
        hand_in(phone)
    acts.finish(tablet, bureau.site, "declined", absent="请假")
    return "一人撤销、一人重新扫码，都答完"


def _take_seat(site, phone, code: str, name: str, tail: str) -> None:
    acts.type_code(phone, site, code)
    phone.wait_for_selector("#name")
    if name == LEAD.name:
        acts.say_who(phone, name, tail)
    else:
        acts.walk_in(phone, name, tail)


def tapping_the_draw_twice_and_again_after_going_back_draws_once(road: Road) -> str:
    """A double tap, then the back button and the draw once more: the same people, the same code, one quiz."""
    bureau = road.bureau()
    lead = bureau.prepare_quiz(road.windows)
    tablet = lead.page
    page = tablet.url
    first_steps.choose_colleague(lead, COLLEAGUE["gao"])
    tablet.fill("#nonce", "7")
    tablet.get_by_role("button", name="按规则随机抽取并开考").dblclick()
    code, people = first_steps.read_code(tablet), _names(tablet)
    tablet.go_back()
    if tablet.locator("#second").count():
        first_steps.choose_colleague(lead, COLLEAGUE["gao"])
        tablet.get_by_role("button", name="按规则随机抽取并开考").click()
    else:
        tablet.goto(page)
    assert first_steps.read_code(tablet) == code
    assert _names(tablet) == people
    acts.finish(tablet, bureau.site, "drawn-twice", absent="请假")
    return f"抽到的一直是同样的 {len(people)} 人"


def _names(tablet) -> list[str]:
    return tablet.locator(".person-row a").all_inner_texts()


def a_wrong_quiz_code_is_told_in_words_and_the_right_one_leads_on_however_it_is_typed(road: Road) -> str:
    """Wrong, then in small letters with a space."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows)
    phone = bureau.phone(road.windows)
    acts.type_code(phone, bureau.site, "AAAA2222" if code != "AAAA2222" else "BBBB2222")
    phone.wait_for_selector("text=码")
    assert not phone.locator("#name").count()
    phone.go_back()
    phone.fill("#code", f"{code[:4]} {code[4:]}".lower())
    phone.get_by_role("button", name="下一步").click()
    phone.wait_for_selector("#id_tail")
    acts.say_who(phone, WELDER.name, WELDER.tail)
    acts.nod(tablet, WELDER.name)
    begin(phone)
    answer_all(phone)
    hand_in(phone)
    acts.finish(tablet, bureau.site, "wrong-code", absent="请假")
    return "小写、带空格的码也认得"


def going_back_on_every_page_loses_nothing(road: Road) -> str:
    """The browser's own back and forward after every step of one phone and of the tablet."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows)
    _back_and_forth(tablet, "[data-part=code]")
    phone = bureau.phone(road.windows)
    acts.type_code(phone, bureau.site, code)
    _back_and_forth(phone, "#id_tail")
    acts.say_who(phone, LEAD.name, LEAD.tail)
    _back_and_forth(phone, "text=请稍等")
    acts.nod(tablet, LEAD.name)
    begin(phone)
    acts.answer_items(phone, 0, 3)
    _back_and_forth(phone, ".item-type")
    assert phone.locator("[data-part=overview]").inner_text() == "4 / 10"
    acts.answer_items(phone, 3, 10)
    hand_in(phone)
    _back_and_forth(phone, ".result-score")
    acts.end_answering(tablet, absent="请假")
    _back_and_forth(tablet, "text=错得最多的三点")
    tablet.get_by_role("link", name="去签字").click()
    _back_and_forth(tablet, "canvas")
    acts.sign_from_here(tablet, bureau.site)
    _back_and_forth(tablet, "text=全部签完")
    tablet.get_by_role("button", name="生成抽考记录").click()
    tablet.wait_for_selector("text=已完成")
    _back_and_forth(tablet, "text=已完成")
    acts.download_record(tablet, bureau.site, "back-and-forth")
    return "一步一退，答案、签字、记录都在"


def _back_and_forth(page, sign: str) -> None:
    """Wait for the sign, go back, come forward, and see it again."""
    page.wait_for_selector(sign)
    page.go_back()
    page.wait_for_load_state()
    page.go_forward()
    page.wait_for_selector(sign)


def tapping_every_primary_button_twice_changes_nothing(road: Road) -> str:
    """Two real taps at the same place, wherever they land: one quiz, one hand-in a person, one record."""
    bureau = road.bureau()
    with _hasty_fingers() as taps:
        tablet, code = bureau.open_quiz(road.windows)
        for person in PEOPLE[:2]:
            phone = bureau.phone(road.windows)
            acts.type_code(phone, bureau.site, code)
            phone.wait_for_selector("#id_tail")
            acts.say_who(phone, person.name, person.tail)
            acts.nod(tablet, person.name)
            begin(phone)
            acts.answer_items(phone, 0, 1)
            _answer_the_rest(phone)
            hand_in(phone)
            assert phone.locator(".mine", has_text="没有作答").count() == 0
        acts.finish(tablet, bureau.site, "twice", absent="请假")
    return f"{len(taps)} 次连点"


def _answer_the_rest(phone) -> None:
    """By the overview, so that a second tap on 下一题 skips nobody's item."""
    for number in range(1, acts.ANSWERS):
        phone.locator("[data-part=overview]").click()
        phone.locator("[data-part=cells] button").nth(number).click()
        acts.answer_items(phone, number, number + 1)


@contextmanager
def _hasty_fingers():
    """Every press of a primary button is two taps; gives the list of what was pressed."""
    calm, taps = Locator.click, []

    def hasty(self: Locator, **how) -> None:
        if how or not self.evaluate("(element, kinds) => element.matches(kinds)", PRIMARY):
            calm(self, **how)
            return
        taps.append(self.inner_text())
        self.dblclick(delay=40)

    Locator.click = hasty
    try:
        yield taps
    finally:
        Locator.click = calm
