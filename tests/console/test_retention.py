"""The operator looks at periods, sets longer ones, and cannot set what the law forbids."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examapp.extensions import db
from examapp.jobs import JOBS, PERIODIC
from examapp.models.accounts import SignInLink
from examapp.services.core.transactions import transaction
from tests.console.operator import Operator

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, world, ports, tmp_path, database_url) -> Operator:
    long_ago = ports.clock.now() - timedelta(days=400)
    with transaction() as session:
        session.add(
            SignInLink(token_hash="a" * 64, purpose="set_up", created_at=long_ago, expires_at=long_ago)
        )
    db.session.remove()
    return Operator(tmp_path, database_url)


def links() -> int:
    count = db.session.scalar(select(func.count()).select_from(SignInLink))
    db.session.remove()
    return count


def test_what_is_due_is_shown_before_and_gone_after_the_clearing(operator):
    said = operator.does("retention", "show")
    assert "现在到期 1 行" in said
    assert "程序不删，到期由档案负责人决定" in said
    assert links() == 1
    assert "sign_in_links\t1 行" in operator.does("retention", "run")
    assert links() == 0


def test_a_longer_period_is_followed_and_one_below_the_law_stops_the_start(operator):
    operator.more["EXAMAPP_RETENTION"] = "sign_in_links=500"
    assert "sign_in_links\t0 行" in operator.does("retention", "run")
    for wrong in ("sessions=10", "audit=9999", "sign_in_links", "sign_in_links=x"):
        operator.more["EXAMAPP_RETENTION"] = wrong
        done = operator.tries("retention", "run")
        assert done.exit_code == 2
        assert "EXAMAPP_RETENTION" in done.output
    assert links() == 1


def test_the_daily_job_clears_as_well(operator, app, ports):
    assert "clear_old" in PERIODIC
    JOBS["clear_old"](app, ports)
    assert links() == 0
