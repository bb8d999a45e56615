"""Sealed values are bound to their row: one that was put into another row, or into another column, opens nothing."""

import os

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import LargeBinary

from examapp.adapters.security.sealing import ROW, Sealer
from examapp.extensions import Base
from examapp.models.candidates import Candidate
from examapp.services.core.sealed_fields import open_field, seal_field, sealed_columns

KEYS = {"k1": os.urandom(32), "k2": os.urandom(32)}
COLUMNS = sorted(
    (
        (mapper.class_, column.key)
        for mapper in Base.registry.mappers
        for column in mapper.columns
        if isinstance(column.type, LargeBinary) and "sealed" in column.key
    ),
    key=lambda pair: (pair[0].__tablename__, pair[1]),
)
NAMES = [f"{model.__tablename__}.{column}" for model, column in COLUMNS]


def make_sealer(**changes) -> Sealer:
    return Sealer(KEYS, "k1", os.urandom(32), **changes)


def test_every_column_whose_name_says_sealed_is_one_of_them():
    named = {f"{model.__tablename__}.{column}" for model, column in COLUMNS}
    assert named == {sealed.label for sealed in sealed_columns()}
    assert len(named) >= 9


@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=NAMES)
def test_a_value_of_another_row_or_column_is_refused(model, column):
    sealer = make_sealer()
    mine, other = model(id=7), model(id=8)
    for row in (mine, other):
        seal_field(row, column, f"of {row.id}", sealer)
    assert open_field(mine, column, sealer) == "of 7"
    setattr(mine, column, getattr(other, column))
    with pytest.raises(InvalidTag):
        open_field(mine, column, sealer)
    # Also without the mark, as if it were an older value.
    setattr(mine, column, getattr(other, column).removeprefix(ROW))
    for rows_only in (True, False):
        sealer.rows_only = rows_only
        with pytest.raises(InvalidTag):
            open_field(mine, column, sealer)
    for stranger, name in COLUMNS:
        if (stranger, name) != (model, column):
            setattr(mine, column, sealer.seal_row("x", f"{stranger.__tablename__}:7:{name}"))
            with pytest.raises(InvalidTag):
                open_field(mine, column, sealer)


def test_an_older_value_is_read_until_all_are_bound_and_never_after():
    sealer = make_sealer(rows_only=False)
    person = Candidate(id=7, id_number_sealed=sealer.seal("990101", "id_number"))
    assert open_field(person, "id_number_sealed", sealer) == "990101"
    sealer.rows_only = True
    with pytest.raises(InvalidTag):
        open_field(person, "id_number_sealed", sealer)


def test_a_row_without_an_id_is_no_place_to_seal_into():
    with pytest.raises(ValueError, match="without an id"):
        seal_field(Candidate(), "id_number_sealed", "1", make_sealer())
