"""Many people at once, and two inspectors at work at the same time."""

import threading
import time
from contextlib import contextmanager

from tests.browser.field import answer_all, begin, hand_in
from tests.browser.first_steps import PEOPLE
from tests.road import acts
from tests.road.bureaus import CROWD_FIRM, SECOND_FIRM
from tests.road.plain_phones import PlainPhone
from tests.road.roads import Road

CROWD, IN_BROWSERS = 20, 2
MOST_SECONDS = 5.0


def a_second_inspector_goes_on_working_while_the_first_makes_the_record(road: Road) -> str:
    """Another quiz in another browser: every answer there is stored within 5 s, also while the PDF is made."""
    bureau = road.bureau()
    first, first_code = bureau.open_quiz(road.windows)
    second, second_code = bureau.open_quiz(road.windows, SECOND_FIRM, (), login="tian")
    for tablet, code in ((first, first_code), (second, second_code)):
        phone = PlainPhone(bureau.site.url, f"临时{code[:2]}", "1234")
        phone.walk_in(code)
        acts.nod(tablet, phone.name)
        phone.begin()
        if tablet is first:
            phone.answer_all()
            phone.hand_in()
    acts.end_answering(first, absent="请假")
    acts.sign(first, bureau.site)
    with _answering(phone) as latencies:
        acts.make_record(first, bureau.site, "first-of-two")
    assert max(latencies) < MOST_SECONDS, sorted(latencies)[-5:]
    phone.hand_in()
    acts.finish(second, bureau.site, "second-of-two")
    return f"其间另一场存了 {len(latencies)} 个答案，最慢 {max(latencies):.2f} 秒"


@contextmanager
def _answering(phone: PlainPhone):
    """That phone answers again and again in the background; gives the seconds that each answer took."""
    latencies, stop, troubles = [], threading.Event(), []

    def run() -> None:
        try:
            while not stop.is_set():
                began = time.monotonic()
                phone.answer(phone.slots[len(latencies) % len(phone.slots)])
                latencies.append(time.monotonic() - began)
                # As fast as a person can tap; the server caps what no person does.
                stop.wait(0.6)
        except Exception as error:
            troubles.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield latencies
    finally:
        stop.set()
        thread.join()
    assert (troubles, bool(latencies)) == ([], True)


def twenty_people_walk_in_and_stand_on_one_record(road: Road) -> str:
    """Eighteen plain phones and two browsers, nodded through one after another, two kept waiting by nobody."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows, CROWD_FIRM, ())
    plain = [
        PlainPhone(bureau.site.url, f"锻工{place:02d}", f"{place:03d}X")
        for place in range(CROWD - IN_BROWSERS)
    ]
    browsers = [bureau.phone(road.windows) for _ in range(IN_BROWSERS)]
    for phone in plain:
        assert phone.walk_in(code).url.path == "/seat"
    for place, phone in enumerate(browsers):
        acts.type_code(phone, bureau.site, code)
        acts.walk_in(phone, f"钳工{place}", f"9{place}11")
    tablet.wait_for_selector(f"text=待核对 {CROWD}")
    for name in [phone.name for phone in plain] + [f"钳工{place}" for place in range(IN_BROWSERS)]:
        acts.nod(tablet, name)
    for phone in plain:
        phone.begin()
        phone.answer_all()
        phone.hand_in()
    for phone in browsers:
        begin(phone)
        answer_all(phone)
        hand_in(phone)
    tablet.wait_for_selector(f"text=已交卷 {CROWD}")
    record = acts.finish(tablet, bureau.site, "crowd")
    return f"PDF {record.stat().st_size // 1024} KB"


def a_firm_without_a_roster_is_quizzed_by_walk_ins_alone(road: Road) -> str:
    """Nobody is drawn; who is there scans."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows, SECOND_FIRM, ())
    for place, person in enumerate(PEOPLE):
        phone = PlainPhone(bureau.site.url, person.name, f"777{place}")
        phone.walk_in(code)
        acts.nod(tablet, person.name)
        phone.begin()
        phone.answer_all()
        phone.hand_in()
    acts.finish(tablet, bureau.site, "no-roster")
    return "没有名单也有记录"
