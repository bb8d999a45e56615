"""What the tests need of a machine: what is missing is named with its mend; only what is optional does not stop a run."""

import pytest

from tests import programs


@pytest.fixture
def bare_machine(monkeypatch):
    """Nothing is there, and nothing may be installed."""
    for name in ("find_nginx", "find_pgbouncer"):
        monkeypatch.setattr(programs, name, lambda: None)
    monkeypatch.setattr(programs.os, "geteuid", lambda: 1000)


@pytest.mark.parametrize(("package", "status"), [("nginx", 1), ("pgbouncer", 0)])
def test_what_is_missing_is_named_and_stops_the_run_unless_it_is_optional(
    bare_machine, capsys, package, status
):
    assert programs.main([package]) == status
    said = capsys.readouterr().err
    assert f"sudo apt-get install {package}" in said
    assert ("用到它的测试会写明跳过" in said) == (status == 0)
