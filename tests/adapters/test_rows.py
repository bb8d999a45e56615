"""Rows are compared as they are stored: order does not matter, everything else does."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Integer, MetaData, Table, create_engine, text

from examapp.adapters.databases.rows import TableDigest, read_rows, shadow_tables

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.binary(max_size=8),
)
rows = st.lists(st.tuples(values, values), max_size=6)


def digest(some) -> tuple[int, str]:
    made = TableDigest()
    for row in some:
        made.add(row)
    return made.value()


@given(rows, st.randoms())
def test_the_order_of_rows_does_not_matter(some, dice):
    shuffled = list(some)
    dice.shuffle(shuffled)
    assert digest(shuffled) == digest(some)


@given(rows.filter(len), values, st.randoms())
def test_one_changed_value_changes_the_digest(some, value, dice):
    place = dice.randrange(len(some))
    old = some[place]
    # True and 1 are stored alike by SQLite.
    if (type(old[0]) in (bool, int) and type(value) in (bool, int) and int(old[0]) == int(value)) or (
        type(old[0]) is type(value) and repr(old[0]) == repr(value)
    ):
        return
    changed = [*some[:place], (value, old[1]), *some[place + 1 :]]
    assert digest(changed) != digest(some)


@pytest.mark.parametrize(
    ("one", "other"), [(("a\x1f", "b"), ("a", "\x1fb")), ((None, "-"), ("-", None)), ((1, "1"), ("1", 1))]
)
def test_values_never_run_into_each_other(one, other):
    assert digest([one]) != digest([other])


def test_the_same_moment_in_another_zone_is_the_same():
    moment = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
    assert digest([(moment,)]) == digest([(moment.astimezone(),)])


def test_a_null_inside_json_and_a_missing_value_stay_apart():
    metadata = MetaData()
    Table("kept", metadata, Column("id", Integer, primary_key=True), Column("data", JSON))
    with create_engine("sqlite://").connect() as connection:
        metadata.create_all(connection)
        connection.execute(
            text("insert into kept values (1, 'null'), (2, null), (3, '{\"b\": 1,  \"a\": 2}')")
        )
        (table,) = shadow_tables(metadata)
        assert list(read_rows(connection, table)) == [(1, "null"), (2, None), (3, '{"b": 1,  "a": 2}')]
