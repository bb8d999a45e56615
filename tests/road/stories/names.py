"""Names as people and firms really bear them, or as somebody types them for fun: none stops the record."""

from playwright.sync_api import Page

from examapp.domain.identifiers import id_check_character
from tests.browser import first_steps
from tests.browser.first_steps import Person
from tests.road import acts
from tests.road.bureaus import COLLEAGUE, CROWD_FIRM, NAMESAKES_FIRM, ODD_FIRM, ODD_NAMES_FIRM, SMALL_FIRM
from tests.road.plain_phones import PlainPhone
from tests.road.roads import Road

LONG = "阿卜杜热合曼·买买提伊力穆罕默德江·吾布力卡斯木尼亚孜艾合买提江奥斯曼吐尔逊"[:40].ljust(40, "江")
EMOJI = "😀"
ODD = ("𠮷", "王\u200b五", "买买提·吐尔逊", "John Smith", LONG)


def people_with_odd_names_walk_in_and_the_record_is_made(road: Road) -> str:
    """Each of them is seated, or refused at the door in words; whoever is seated stands on a record that verifies."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows, CROWD_FIRM, ())
    seated, refused = [], []
    for place, name in enumerate((EMOJI, *ODD)):
        phone = PlainPhone(bureau.site.url, name, f"88{place}X")
        page = phone.walk_in(code)
        assert page.status_code < 500, (name, page.text)
        if page.url.path == "/seat":
            seated.append(phone)
        else:
            assert "name-error" in page.text, name
            refused.append(name)
    assert refused == [EMOJI]
    tablet.wait_for_selector(f"text=待核对 {len(seated)}")
    _nod_at_all(tablet, len(seated))
    for phone in seated:
        phone.begin()
        phone.answer_all()
        phone.hand_in()
    acts.finish(tablet, bureau.site, "odd-walk-ins")
    return f"{len(seated)} 人入座，门口说明不行的 {refused}"


def _nod_at_all(tablet: Page, count: int) -> None:
    """人证相符 from the top, without reading the names."""
    for left in range(count, 0, -1):
        tablet.wait_for_selector(f"text=待核对 {left}")
        tablet.locator("[data-key^=grant-]").first.click()
    tablet.wait_for_selector("text=待核对 0")


def people_with_odd_names_stand_on_the_roster_are_drawn_and_type_their_names(road: Road) -> str:
    """The same names from an imported roster; everybody finds the own seat by typing what is on the card."""
    people = tuple(Person(name, "一线重点岗位", "", 820 + place) for place, name in enumerate(ODD))
    bureau = road.bureau()
    lead = bureau.prepare_quiz(road.windows, ODD_NAMES_FIRM, people)
    tablet = lead.page
    tablet.fill("#quota_key_post", str(len(people)))
    code = first_steps.draw(lead, COLLEAGUE["gao"])
    phones = [
        PlainPhone(bureau.site.url, person.name.replace("\u200b", ""), person.tail) for person in people
    ]
    for phone in phones:
        page = phone.take_seat(code)
        assert page.url.path == "/seat", (phone.name, page.text)
    _nod_at_all(tablet, len(phones))
    for phone in phones:
        phone.begin()
        phone.answer_all()
        phone.hand_in()
    acts.finish(tablet, bureau.site, "odd-roster")
    return f"{len(people)} 人按名单抽到并入座"


def a_firm_whose_name_has_formulas_gets_its_record(road: Road) -> str:
    """Subscripts, a middle dot, full-width brackets."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows, ODD_FIRM, ())
    phone = PlainPhone(bureau.site.url, "分装工", "666X")
    phone.walk_in(code)
    acts.nod(tablet, phone.name)
    phone.begin()
    phone.answer_all()
    phone.hand_in()
    acts.finish(tablet, bureau.site, "formulas")
    return ODD_FIRM


def somebody_who_is_lead_and_safety_manager_is_quizzed_once(road: Road) -> str:
    """Two rows for one ID number: what cannot be drawn is told on the page with everything still there,
    and put right.
    """
    couple = (
        Person("包老板", "主要负责人", "", 841),
        Person("包老板", "安全管理人员", "", 841, started="2024-03-02"),
        Person("包娘子", "一线重点岗位", "", 842),
    )
    bureau = road.bureau()
    lead = bureau.prepare_quiz(road.windows, SMALL_FIRM, couple)
    tablet = lead.page
    first_steps.choose_colleague(lead, COLLEAGUE["gao"])
    for role in ("lead", "manager", "key_post"):
        tablet.fill(f"#quota_{role}", tablet.get_attribute(f"#quota_{role}", "max"))
    tablet.fill("#nonce", "7")
    tablet.get_by_role("button", name="按规则随机抽取并开考").click()
    code = first_steps.read_code(tablet)
    assert sorted(tablet.locator(".person-row a").all_inner_texts()) == ["包娘子", "包老板"]
    for person in (couple[0], couple[2]):
        phone = PlainPhone(bureau.site.url, person.name, person.tail)
        phone.take_seat(code)
        acts.nod(tablet, person.name)
        phone.begin()
        phone.answer_all()
        phone.hand_in()
    acts.finish(tablet, bureau.site, "lead-and-manager")
    return "两个身份，一个人"


def two_people_of_one_name_and_tail_both_stand_on_the_record(road: Road) -> str:
    """Each says on the own phone which of the two they are; the inspector sees two rows and nods at each."""
    first = Person("李木匠", "一线重点岗位", "", 851)
    second = Person("李木匠", "一线重点岗位", "", 0, number=_same_tail(first.id_number))
    bureau = road.bureau()
    lead = bureau.prepare_quiz(road.windows, NAMESAKES_FIRM, (first, second))
    tablet = lead.page
    tablet.fill("#quota_key_post", "2")
    code = first_steps.draw(lead, COLLEAGUE["gao"])
    phones = [PlainPhone(bureau.site.url, person.name, person.tail) for person in (first, second)]
    for place, phone in enumerate(phones):
        phone.take_seat_of_one_of(code, place)
    _nod_at_all(tablet, len(phones))
    for phone in phones:
        phone.begin()
        phone.answer_all()
        phone.hand_in()
    assert phones[0].attempt != phones[1].attempt
    tablet.wait_for_selector("text=已交卷 2")
    acts.finish(tablet, bureau.site, "namesakes")
    return "两人各有一份答卷"


def _same_tail(number: str) -> str:
    """Another ID number with the same last four: the day of birth differs, and the check sign comes out alike."""
    for day in range(10, 29):
        for month in range(1, 13):
            other = f"{number[:6]}1991{month:02d}{day:02d}{number[14:17]}"
            if id_check_character(other) == number[-1]:
                return other + number[-1]
    raise LookupError(number)
