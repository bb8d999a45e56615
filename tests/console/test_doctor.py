"""The doctor: a healthy installation has no fault; each fault is named, with its mend, and ends with 1."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfoNotFoundError

import pytest
import time_machine
from sqlalchemy import text

from examapp.adapters.server import certificates
from examapp.domain.health import Finding, has_fault, is_disk_low, is_skewed, loses_answers
from examapp.extensions import db
from tests.console.operator import Operator

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, world, tmp_path, database_url) -> Operator:
    db.session.remove()
    return Operator(tmp_path, database_url)


def faults(operator: Operator) -> dict[str, dict]:
    """What the doctor finds wrong, by code; and that exit code and mends fit."""
    done = operator.tries("doctor", "--json")
    found = [one for one in json.loads(done.output) if one["ok"] is False]
    assert done.exit_code == (1 if found else 0)
    assert all(one["mend"] for one in found)
    return {one["code"]: one for one in found}


@sqlite_only
def test_a_healthy_installation_has_no_fault_and_says_so(operator):
    said = operator.does("doctor")
    assert "一切正常" in said
    assert "✕" not in said
    assert "抽查一条，能打开" in said


def wrong_keys(operator):
    held = json.loads((operator.folder / "keys.json").read_text())
    held["field_keys"]["k1"] = "00" * 32
    (operator.folder / "keys.json").write_text(json.dumps(held))


def old_structure(operator):
    with db.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))


def newer_structure(operator):
    with db.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))


def certificate_that_ends(operator):
    certificates.make_lan_certificate(operator.folder, "127.0.0.1")
    tls = operator.folder / "tls/server-127.0.0.1.pem"
    operator.more["EXAMAPP_TLS_CERTIFICATE"] = str(tls.rename(operator.folder / "site.pem"))


def object_store_that_is_away(operator):
    named = {"EXAMAPP_FILES_KEY_ID": "someone", "EXAMAPP_FILES_SECRET": "something"}
    operator.more.update(EXAMAPP_FILES="s3://documents?endpoint=http://127.0.0.1:1", **named)


FAULTS = {
    "keys": (lambda operator: (operator.folder / "keys.json").chmod(0o644), "chmod 600"),
    "key_fits": (wrong_keys, "放回原来的"),
    "migrations": (old_structure, "examapp migrate"),
    "migrations newer": (newer_structure, "升级到同一版本"),
    "redis": (lambda operator: operator.more.update(REDIS_URL="redis://127.0.0.1:1/0"), "REDIS_URL"),
    "fonts": (lambda operator: operator.more.update(EXAMAPP_FONT_DIR=str(operator.folder)), "EXAMAPP_FONT_DIR"),
    "files": (lambda operator: operator.more.update(EXAMAPP_FILES="/nowhere/files"), "EXAMAPP_FILES"),
    "files bucket": (object_store_that_is_away, "EXAMAPP_FILES"),
    "certificate": (lambda operator: operator.more.update(EXAMAPP_TLS_CERTIFICATE="/nowhere.pem"), "nginx"),
    "cookies": (lambda operator: operator.more.update(EXAMAPP_BASE_URL="https://kaohe.example"), "EXAMAPP_SECURE_COOKIES=1"),
    "database": (lambda operator: setattr(operator, "database_url", "postgresql://x@127.0.0.1:1/y"), "DATABASE_URL"),
}  # fmt: skip


@sqlite_only
@pytest.mark.parametrize("fault", FAULTS, ids=[name.replace(" ", "_") for name in FAULTS])
def test_each_fault_is_found_alone_and_its_mend_is_told(operator, fault):
    break_it, mend = FAULTS[fault]
    break_it(operator)
    found = faults(operator)
    assert list(found) == [fault.split()[0]]
    assert mend in found[fault.split()[0]]["mend"]


@sqlite_only
@pytest.mark.parametrize(("days", "wrong"), [(300, False), (350, True), (400, True), (-2, True)])
def test_a_certificate_that_ends_soon_has_ended_or_is_not_valid_yet_is_a_fault(operator, days, wrong):
    certificate_that_ends(operator)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True):
        assert list(faults(operator)) == (["certificate"] if wrong else [])


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_settings_that_lose_answers_and_a_clock_that_differs_are_faults(operator):
    # The server of the tests runs without fsync, because its data are thrown away: a real finding.
    found = faults(operator)
    assert list(found) == ["durability"]
    assert "fsync=off" in found["durability"]["found"]
    assert "synchronous_commit=off" in found["durability"]["found"]
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=5), tick=True):
        found = faults(operator)
    assert "clock" in found
    assert "+300" in found["clock"]["found"] or "+299" in found["clock"]["found"]


@sqlite_only
def test_missing_face_parts_are_a_fault_only_where_faces_are_wanted(operator, monkeypatch):
    monkeypatch.setattr("examapp.adapters.faces.face_engine.FaceEngine.is_installed", lambda self: False)
    assert list(faults(operator)) == ["faces"]
    operator.more["EXAMAPP_FACE_WORKERS"] = "0"
    assert faults(operator) == {}


@sqlite_only
def test_a_missing_face_model_and_missing_time_zones_are_named(operator, monkeypatch):
    monkeypatch.setattr("examapp.console.machine_checks.FACE_MODELS", ("absent.dat",))
    monkeypatch.setattr("examapp.console.machine_checks.ZoneInfo", _no_zone)
    found = faults(operator)
    assert list(found) == ["faces", "zones"]
    assert "absent.dat" in found["faces"]["found"]


def _no_zone(name: str):
    raise ZoneInfoNotFoundError(name)


@sqlite_only
def test_a_disk_that_is_nearly_full_is_a_fault(operator, monkeypatch):
    full = SimpleNamespace(total=100_000_000_000, used=98_000_000_000, free=2_000_000_000)
    monkeypatch.setattr("examapp.console.machine_checks.shutil.disk_usage", lambda _: full)
    assert list(faults(operator)) == ["disk"]


def test_the_limits_themselves():
    assert [is_skewed(seconds) for seconds in (0, 1.9, -1.9, 2.1, -3600)] == [False, False, False, True, True]
    assert is_disk_low(900_000_000, 10_000_000_000)
    assert is_disk_low(4_000_000_000, 100_000_000_000)
    assert not is_disk_low(6_000_000_000, 100_000_000_000)
    assert loses_answers({"synchronous": "1", "journal_mode": "wal"}) == ["synchronous=1"]
    assert (
        loses_answers({"fsync": "on", "full_page_writes": "on", "synchronous_commit": "remote_apply"}) == []
    )
    assert not has_fault([Finding("clock", "时钟", None, "没能检查")])


@sqlite_only
def test_a_data_folder_that_others_can_read_is_a_fault(operator, tmp_path):
    tmp_path.chmod(0o755)
    fault = faults(operator)["folder"]
    assert "chmod 700" in fault["mend"]
    tmp_path.chmod(0o700)
    assert "folder" not in faults(operator)
