"""The commands of counts and archive say in Chinese what they found, and end with 1 when something is wrong."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from examapp.commands import main
from examapp.console import growth
from examapp.extensions import db
from examapp.models.rollups import ResultDelta
from tests.services.exams.test_exams import announced

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def call(app, world, ports, monkeypatch):
    """call("rollups", "check") gives exit code and text, on this test's database."""
    announced(world, ports)
    monkeypatch.setattr(growth, "open_application", lambda: app)

    def run(*words: str) -> tuple[int, str]:
        db.session.remove()
        told = CliRunner().invoke(main, list(words), catch_exceptions=False)
        return told.exit_code, told.output

    return run


def test_counts_are_checked_found_wrong_and_made_anew(call):
    assert call("rollups", "check")[0] == 0
    assert "并入" in call("rollups", "fold")[1]
    db.session.add(
        ResultDelta(
            kind="exam", subject_id=1, day=db.func.current_date(), enterprise_id=1, part="lead", papers=3
        )
    )
    db.session.commit()
    code, told = call("rollups", "check")
    assert (code, "记着 3 份" in told, "应为 0 份" in told) == (1, True, True)
    assert call("rollups", "rebuild")[0] == 0
    assert call("rollups", "check")[0] == 0


def test_the_archive_says_what_it_did_and_why_it_did_not(call, ports):
    code, told = call("archive", "attempts", "--before", "2026-12-01")
    assert (code, "还不能归档" in told) == (1, True)
    ports.clock.moment += timedelta(days=90)
    code, told = call("archive", "attempts", "--before", "2026-12-01", "--tablespace", "nowhere")
    assert (code, "没有叫 nowhere 的表空间" in told) == (1, True)
    assert "没有归档" in call("archive", "show")[1]
    code, told = call("archive", "attempts", "--before", "2026-12-01")
    assert (code, "SQLite 没有分区" in told) == (0, True)
    assert "2026-12-01 以前的" in call("archive", "show")[1]
    assert "撤销归档" in call("archive", "reopen", "--reason", "重新评分")[1]
    assert "没有归档" in call("archive", "show")[1]
    assert "不用新建" in call("archive", "prepare")[1]
