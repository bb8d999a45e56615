"""Rotation of the field key: everything is sealed anew while a running site goes on reading and writing."""

import json
import stat

import pytest
from sqlalchemy import func, select

from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.inspections import SpotQuiz
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import transaction
from examapp.services.people.registers import new_candidate, save_candidates
from examapp.services.quizzes.draw_seeds import open_seeds
from examapp.services.upkeep import resealing
from examapp.services.upkeep.resealing import count_sealed_with
from tests.console.operator import Operator
from tests.databases import make_settings
from tests.stories import open_quiz
from tests.world import id_number

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, world, tmp_path, database_url) -> Operator:
    db.session.remove()
    return Operator(tmp_path, database_url)


def id_numbers(ports) -> list[str]:
    people = db.session.scalars(select(Candidate).order_by(Candidate.id)).all()
    numbers = [open_field(person, "id_number_sealed", ports.sealer) for person in people]
    db.session.remove()
    return numbers


def test_a_running_site_reads_and_writes_through_a_rotation_and_the_old_key_goes_last(
    app, world, operator, ports, monkeypatch
):
    quiz_id = open_quiz(world, ports).id
    seeds = open_seeds(db.session.get(SpotQuiz, quiz_id), ports)
    before = id_numbers(ports)
    monkeypatch.setattr(resealing, "BATCH", 3)
    said = operator.does("keys", "rotate")
    assert "candidates.id_number_sealed：8 处" in said
    # `ports` belong to an application that was started before: it follows the file.
    assert id_numbers(ports) == before
    with transaction():
        fresh = new_candidate("新来的", id_number(99), ports=ports, now=ports.clock.now())
        save_candidates([(fresh, id_number(99), None)], ports)
    assert count_sealed_with("k1") == {}
    assert sum(count_sealed_with("k2").values()) > len(before)
    assert "正在用来加密" in operator.is_refused("keys", "retire", "k2")
    said = operator.does("keys", "retire", "k1")
    assert id_numbers(ports) == [*before, id_number(99)]
    assert open_seeds(db.session.get(SpotQuiz, quiz_id), ports) == seeds
    db.session.remove()
    held = json.loads((operator.folder / "keys.json").read_text())
    assert (list(held["field_keys"]), held["field_key_id"]) == (["k2"], "k2")
    kept = operator.folder / "retired-keys/k1.json"
    assert str(kept) in said
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for secret in (*held["field_keys"].values(), json.loads(kept.read_text())["field_keys"]["k1"]):
        assert secret not in said + operator.does("keys", "show")
    fresh = create_app(make_settings(operator.folder, operator.database_url), queue=InlineQueue())
    with fresh.app_context():
        assert id_numbers(fresh.extensions["ports"]) == [*before, id_number(99)]
        db.engine.dispose()


@sqlite_only
def test_a_rotation_that_was_cut_short_goes_on_and_the_old_key_stays_until_it_is_done(
    app, world, operator, ports, monkeypatch
):
    before = id_numbers(ports)
    operator.does("keys", "rotate", "--add-only")
    assert "还有内容要用 k1 打开" in operator.is_refused("keys", "retire", "k1")
    monkeypatch.setattr(resealing, "BATCH", 3)
    real = resealing._sealed_anew
    calls = iter(range(100))

    def dies_at_the_fifth(*arguments):
        if next(calls) == 4:
            raise resealing.CannotOperateError("停电")
        return real(*arguments)

    monkeypatch.setattr(resealing, "_sealed_anew", dies_at_the_fifth)
    operator.is_refused("keys", "reseal")
    left = count_sealed_with("k1")["candidates.id_number_sealed"]
    assert left == len(before) - 3
    assert id_numbers(ports) == before
    monkeypatch.undo()
    assert f"candidates.id_number_sealed：{left} 处" in operator.does("keys", "reseal")
    assert count_sealed_with("k1") == {}
    assert "换好了：0 处" in operator.does("keys", "reseal")
    assert id_numbers(ports) == before


@sqlite_only
def test_a_value_that_no_key_opens_is_named_and_nothing_of_it_is_lost(app, world, operator):
    with transaction() as session:
        person = session.scalars(select(Candidate).order_by(Candidate.id)).first()
        person.id_number_sealed = b"k1\0" + b"broken" * 8
        number = person.id
    assert f"candidates.id_number_sealed {number} 打不开" in operator.is_refused("keys", "rotate")
    db.session.expire_all()
    kept = db.session.scalar(select(func.length(Candidate.id_number_sealed)).where(Candidate.id == number))
    assert kept == 3 + 48


@sqlite_only
def test_keys_that_come_by_the_environment_are_changed_where_they_are_kept(app, operator):
    operator.more["EXAMAPP_KEYS"] = (operator.folder / "keys.json").read_text()
    assert "EXAMAPP_KEYS" in operator.is_refused("keys", "rotate")
    assert "换好了：0 处" in operator.does("keys", "reseal")
