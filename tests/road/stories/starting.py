"""The three starts, each from an empty folder to the record that verifies."""

from tests.browser.field import answer_all, begin, hand_in, open_quiz
from tests.browser.first_steps import PEOPLE, set_up_account
from tests.browser.footsteps import Walker
from tests.road import acts
from tests.road.bureaus import FIRM, Bureau
from tests.road.roads import Road
from tests.road.starts import blocks_of


def a_stranger_runs_the_demonstration_and_follows_the_five_minutes_of_readme(road: Road) -> str:
    """`examapp run`, SQLite: one answers on a phone, one on the tablet handed round, the rest did not come."""
    site = road.start("run")
    links = site.run_demonstration()
    tablet, phone = road.windows.open("tablet", site.url), road.windows.open("phone", site.url)
    second = road.windows.open("phone", site.url)
    for window, role in ((second, "第二名执法人员"), (tablet, "执法人员")):
        window.goto(links[role])
        window.get_by_role("button", name="进入系统").click()
        window.wait_for_url("**/tablet/")
    site.states["吴守正"] = second.context.storage_state()
    code = open_quiz(tablet)
    acts.type_code(phone, site, code)
    acts.walk_in(phone, "随便填", "1234")
    acts.nod(tablet, "随便填")
    begin(phone)
    answer_all(phone)
    tablet.wait_for_selector(".person-row:has-text('随便填') >> text=10/10")
    hand_in(phone)
    name = tablet.locator(".person-row__name, .person-row a").first.inner_text()
    tablet.get_by_role("link", name=name, exact=True).click()
    tablet.get_by_role("button", name="核对通过").click()
    acts.answer_on_tablet(tablet, name)
    acts.finish(tablet, site, absent="轮休不在厂")
    return f"{code} 的记录复核通过"


def a_bureau_starts_empty_on_sqlite_and_holds_its_first_real_quiz(road: Road) -> str:
    """`examapp serve` as README's formal start writes it; this bureau goes on in the other stories."""
    return _first_quiz(road, road.bureau())


def a_bureau_starts_empty_on_postgresql_with_a_background_node_and_holds_its_first_real_quiz(
    road: Road,
) -> str:
    """The same with `DATABASE_URL` in the file of settings and `examapp work` beside the server."""
    bureau = road.bureau_on_postgresql()
    return _first_quiz(road, bureau)


def _first_quiz(road: Road, bureau: Bureau) -> str:
    site = bureau.site
    tablet, code = bureau.open_quiz(road.windows)
    for person in PEOPLE:
        phone = bureau.phone(road.windows)
        acts.type_code(phone, site, code)
        acts.say_who(phone, person.name, person.tail)
        acts.nod(tablet, person.name)
        begin(phone)
        answer_all(phone)
        hand_in(phone)
        phone.context.close()
    second = bureau.tablet(road.windows, "lu")
    second.page.wait_for_selector(f".quiz-card:has-text('{FIRM}')")
    acts.finish(tablet, site)
    _appoint_auditor(road, site)
    return f"{len(PEOPLE)} 人作答，记录复核通过"


def _appoint_auditor(road: Road, site) -> None:
    auditor_link, doctor = blocks_of("正式使用")[1]
    link = site.command(auditor_link).stdout.strip()
    auditor = Walker(road.windows.open("desktop", site.url))
    set_up_account(auditor, link, "孔审计", "kong")
    auditor.page.wait_for_url("**/audit**")
    done = site.command(doctor)
    assert done.returncode == 0, done.stdout + done.stderr
