"""Values that were sealed before they named their row are bound to it by the next start, once, whatever stops it."""

import json

import pytest
from sqlalchemy import func, select, update

from examapp.adapters.security.sealing import ROW
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.inspections import SpotQuiz
from examapp.services.core.sealed_fields import open_field, sealed_columns
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.draw_seeds import open_seeds
from examapp.services.upkeep import resealing
from tests.console.operator import Operator
from tests.stories import open_quiz

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def operator(app, world, tmp_path, database_url) -> Operator:
    """An installation as an older program left it: no value names its row, the keys file says nothing of rows."""
    loosen_all(app.extensions["ports"].sealer)
    path = tmp_path / "keys.json"
    keys = json.loads(path.read_text())
    del keys["fields_bound"]
    path.write_text(json.dumps(keys))
    return Operator(tmp_path, database_url)


def loosen_all(sealer) -> int:
    """Seal everything as before rows were named; gives how many."""
    count = 0
    with transaction() as session:
        for sealed in sealed_columns():
            identity = sealed.table.c.id
            kind = sealed.kind if sealed.kind is not None else identity
            rows = session.execute(select(identity, sealed.column, kind).where(sealed.column.is_not(None)))
            for key, value, row_kind in rows.all():
                text = sealer.open_row(value, sealed.place_of(key), None)
                older = sealer.seal(text, sealed.word_before(key, row_kind))
                session.execute(update(sealed.table).where(identity == key).values({sealed.column: older}))
                count += 1
    return count


def count_loose() -> int:
    db.session.rollback()
    values = [
        value
        for sealed in sealed_columns()
        for value in db.session.scalars(select(sealed.column).where(sealed.column.is_not(None)))
    ]
    db.session.rollback()
    return sum(not bytes(value).startswith(ROW) for value in values)


def swap_numbers() -> tuple[Candidate, Candidate]:
    first, second = db.session.scalars(select(Candidate).order_by(Candidate.id).limit(2)).all()
    first.id_number_sealed, second.id_number_sealed = second.id_number_sealed, first.id_number_sealed
    db.session.commit()
    return first, second


def test_the_next_start_binds_every_value_and_from_then_on_a_swapped_one_is_refused(
    app, world, ports, tmp_path, database_url
):
    quiz_id = open_quiz(world, ports).id
    seeds = open_seeds(db.session.get(SpotQuiz, quiz_id), ports)
    person = db.session.scalars(select(Candidate).order_by(Candidate.id)).first()
    number = open_field(person, "id_number_sealed", ports.sealer)
    count = loosen_all(ports.sealer)
    keys = json.loads((tmp_path / "keys.json").read_text())
    del keys["fields_bound"]
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    db.session.remove()
    operator = Operator(tmp_path, database_url)
    assert f"换到别的行就打不开：{count} 处" in operator.does("migrate")
    assert json.loads((tmp_path / "keys.json").read_text())["fields_bound"] is True
    assert count_loose() == 0
    assert "换到别的行就打不开" not in operator.does("migrate")
    person = db.session.scalars(select(Candidate).order_by(Candidate.id)).first()
    assert open_field(person, "id_number_sealed", ports.sealer) == number
    assert open_seeds(db.session.get(SpotQuiz, quiz_id), ports) == seeds
    swap_numbers()
    with pytest.raises(resealing.InvalidTag):
        open_field(person, "id_number_sealed", ports.sealer)


@sqlite_only
def test_a_binding_that_was_cut_short_goes_on_where_it_was(operator, ports, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH", 3)
    real, calls = resealing._sealed_anew, iter(range(1000))

    def dies_at_the_fifth(*arguments):
        if next(calls) == 4:
            raise SystemExit(1)
        return real(*arguments)

    monkeypatch.setattr(resealing, "_sealed_anew", dies_at_the_fifth)
    before = count_loose()
    operator.is_refused("migrate")
    assert count_loose() == before - 3
    assert "fields_bound" not in (operator.folder / "keys.json").read_text()
    monkeypatch.undo()
    assert f"换到别的行就打不开：{before - 3} 处" in operator.does("migrate")
    assert count_loose() == 0


@sqlite_only
def test_values_of_a_rotated_key_are_bound_and_those_of_a_lost_key_are_named_and_stay(operator, ports):
    people = db.session.scalars(select(Candidate).order_by(Candidate.id)).all()
    ids = [person.id for person in people]
    people[0].id_number_sealed = b"k9\0" + b"lost" * 12
    people[1].id_number_sealed = b"k1\0" + b"broken" * 8
    db.session.commit()
    path = operator.folder / "keys.json"
    keys = json.loads(path.read_text())
    path.write_text(
        json.dumps({**keys, "field_keys": {**keys["field_keys"], "k2": "ab" * 32}, "field_key_id": "k2"})
    )
    said = operator.does("migrate")
    assert "有 2 处加密的内容打不开（缺密钥 k9）" in said
    assert f"candidates.id_number_sealed {ids[0]}、candidates.id_number_sealed {ids[1]}" in said
    assert count_loose() == 2
    sizes = db.session.scalars(
        select(func.length(Candidate.id_number_sealed)).where(Candidate.id.in_(ids[:2]))
    )
    assert sorted(sizes) == [51, 51]
    third = db.session.get(Candidate, ids[2])
    assert third.id_number_sealed.startswith(ROW + b"k2\0")
    db.session.remove()
    assert "缺密钥" not in operator.does("migrate")


@sqlite_only
def test_keys_that_come_by_the_environment_are_told_where_to_remember_it(operator):
    operator.more["EXAMAPP_KEYS"] = (operator.folder / "keys.json").read_text()
    assert '"fields_bound": true' in operator.does("migrate")
    assert count_loose() == 0
