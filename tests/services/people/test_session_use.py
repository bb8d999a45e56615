"""A session of staff that lies unused is ended after the minutes of its role, and by nothing else."""

from datetime import timedelta

import pytest

from examapp.app import create_app
from examapp.domain.account_rules import IDLE_MINUTES, idle_limits
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.people.session_use import find_timed_end, use_session
from examapp.services.people.sign_ins import find_session, sign_out
from examapp.settings import Settings, SettingsError
from tests.services.people.test_staff_links import enter, link

LIMITS = idle_limits({"officer": 20})


def use(token: str, ports, *, by_hand: bool = True):
    return use_session(token, limits=LIMITS, by_hand=by_hand, now=ports.clock.now())


def test_a_session_that_was_not_used_for_the_minutes_of_its_role_is_ended_and_the_log_says_so(world, ports):
    desk = enter(link(world, ports, "officer"), ports)
    ports.clock.moment += timedelta(minutes=20)
    assert use(desk, ports) is None
    assert use(desk, ports) is None
    assert find_session(desk, now=ports.clock.now()) is None
    end = find_timed_end(desk, limits=LIMITS, now=ports.clock.now())
    assert (end.account_id, end.unused) == (world["accounts"]["officer"].id, timedelta(minutes=20))
    assert db.session.query(AuditEntry).filter_by(act="session.unused").count() == 1


def test_every_page_asked_for_by_hand_begins_the_minutes_anew_and_one_that_renews_itself_does_not(
    world, ports
):
    desk = enter(link(world, ports, "officer"), ports)
    for _ in range(3):
        ports.clock.moment += timedelta(minutes=15)
        assert use(desk, ports).account.login_name == "officer"
    ports.clock.moment += timedelta(minutes=15)
    assert use(desk, ports, by_hand=False)
    ports.clock.moment += timedelta(minutes=5)
    assert use(desk, ports, by_hand=False) is None


def test_the_use_is_written_once_a_minute_and_not_with_every_page(world, ports):
    desk = enter(link(world, ports, "officer"), ports)
    ports.clock.moment += timedelta(seconds=59)
    assert use(desk, ports).used_at == ports.clock.now() - timedelta(seconds=59)
    ports.clock.moment += timedelta(seconds=1)
    use(desk, ports)
    db.session.expire_all()
    assert use(desk, ports).used_at == ports.clock.now()


def test_an_inspector_at_an_enterprise_is_given_longer_than_the_desk_of_an_administrator(world, ports):
    desk, tablet = (enter(link(world, ports, who), ports) for who in ("bank_admin", "inspector"))
    ports.clock.moment += timedelta(minutes=90)
    assert use(desk, ports) is None
    assert use(tablet, ports)
    assert IDLE_MINUTES["administrator"] < IDLE_MINUTES["inspector"]


def test_a_session_that_was_signed_out_is_not_said_to_have_lain_unused(world, ports):
    desk = enter(link(world, ports, "officer"), ports)
    sign_out(desk, now=ports.clock.now())
    assert find_timed_end(desk, limits=LIMITS, now=ports.clock.now()) is None


@pytest.mark.parametrize("wrong", [{"boss": 30}, {"officer": 4}, {"officer": 1441}])
def test_minutes_for_no_role_too_few_or_too_many_are_refused(wrong):
    with pytest.raises(ValueError):
        idle_limits(wrong)


def test_the_minutes_come_from_the_environment_and_a_wrong_role_stops_the_start(tmp_path):
    given = {"EXAMAPP_DATA_DIR": str(tmp_path), "EXAMAPP_IDLE_MINUTES": "administrator=15, inspector=480"}
    assert Settings.from_environment(given).idle_minutes == {"administrator": 15, "inspector": 480}
    boss = Settings.from_environment({**given, "EXAMAPP_IDLE_MINUTES": "boss=15"})
    with pytest.raises(SettingsError, match="EXAMAPP_IDLE_MINUTES"):
        create_app(boss)
    with pytest.raises(SettingsError, match="EXAMAPP_IDLE_MINUTES"):
        Settings.from_environment({**given, "EXAMAPP_IDLE_MINUTES": "officer"})
