"""Who is on post without a pass, overdue, failed or not arranged at all; in scope, by the person's own windows."""

import re
from datetime import date, timedelta

import pytest

from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.services.people import duty_rosters
from tests.services.exams.test_exam_windows import later, region
from tests.services.exams.test_exams import announced, registered, sit
from tests.world import ROSTER


def standing(name: str, world, ports) -> duty_rosters.Standing:
    db.session.expire_all()
    query = duty_rosters.roster_query(world["actors"]["officer"], words=name, now=ports.clock.now())
    return duty_rosters.list_standings(list(db.session.scalars(query)), now=ports.clock.now())[0]


def counts(world, ports, who: str = "officer") -> dict[str, int]:
    return duty_rosters.count_states(world["actors"][who], now=ports.clock.now())


def names(only: str, world, ports) -> set[str]:
    query = duty_rosters.roster_query(world["actors"]["officer"], only, now=ports.clock.now())
    return {one.candidate.name for one in db.session.scalars(query)}


def test_everybody_on_post_is_without_a_pass_until_they_pass_and_again_after_a_year(app, world, ports):
    everybody = len(ROSTER)
    assert counts(world, ports) == {
        "all": everybody, "without": everybody, "overdue": 0, "failed": 0, "due": 0, "passed": 0, "none": everybody,
        "tablet": 0, "untried": everybody,
    }  # fmt: skip
    announced(world, ports)
    sit(app, registered("周文员"), ports, right=20)
    found = counts(world, ports)
    assert (found["without"], found["due"], found["passed"], found["none"]) == (
        everybody - 1,
        everybody - 1,
        1,
        0,
    )
    assert not standing("周文员", world, ports).without_pass
    assert standing("张焊工", world, ports).without_pass
    ports.clock.moment += timedelta(days=31)
    assert counts(world, ports)["overdue"] == everybody - 1
    assert standing("张焊工", world, ports).overdue
    assert not standing("周文员", world, ports).overdue
    ports.clock.moment += timedelta(days=400)
    assert standing("周文员", world, ports).without_pass
    assert "周文员" in names("without", world, ports)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_overdue_is_counted_by_the_windows_of_the_persons_own_region(world, ports):
    announced(world, ports, region_id=region("甲区"), more_sittings=(later(ports, 60, "乙区"),))
    ports.clock.moment += timedelta(days=31)
    assert counts(world, ports)["overdue"] == len(ROSTER)
    assert standing("张焊工", world, ports).overdue


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_left_or_has_not_begun_is_not_on_post_and_other_enterprises_stay_out_of_sight(world, ports):
    leaver, newcomer = db.session.query(Employment).order_by(Employment.id).limit(2)
    leaver.ended_on, newcomer.started_on = date(2026, 11, 1), date(2026, 12, 1)
    db.session.commit()
    assert counts(world, ports)["all"] == len(ROSTER) - 2
    assert counts(world, ports, "bureau")["all"] == len(ROSTER) - 2
    assert counts(world, ports, "foreign_officer")["all"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_pass_before_the_post_lasts_as_long_as_the_person_stays(app, world, ports):
    announced(world, ports, kind="pre_post")
    sit(app, registered("周文员"), ports, right=20)
    ports.clock.moment += timedelta(days=800)
    assert not standing("周文员", world, ports).without_pass
    assert "周文员" in names("passed", world, ports)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_pages_say_it_and_the_reminders_name_the_day(app, world, ports, sign_in):
    exam = announced(world, ports)
    sit(app, registered("周文员"), ports, right=20)
    officer = sign_in("officer")
    page = officer.get("/exams/roster").text
    assert f"{len(ROSTER) - 1} 人在岗，没有有效的考核合格" in page
    assert "2024 年 1 月 1 日" in page
    # Everybody of the page at once; the act stays in sight however long the list is.
    assert "这一页全选" in page
    assert page.count('data-part="one"') == len(ROSTER)
    assert re.search(r'class="bulk bulk--bottom[^"]*">.*给选中的人办一次考核', page, re.S)
    assert "张焊工" not in officer.get("/exams/roster?only=passed").text
    slips = officer.get(f"/exams/{exam.id}/reminders").text
    assert "张焊工" in slips
    assert "周文员" not in slips
    assert "2026-12-23 10:00" in slips
    assert sign_in("bank_admin").get("/exams/roster").status_code == 403
