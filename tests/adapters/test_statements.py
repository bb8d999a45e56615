"""Statements on the driver's own cursor: what the driver complains of is told in the words that the rest of the house knows."""

from contextlib import suppress

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from examapp.adapters.databases.statements import driver_transaction
from examapp.extensions import db
from tests.servers import free_port


def test_a_server_that_is_not_there_at_all_is_told_as_a_lost_connection_R12():
    engine = create_engine(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(OperationalError) as told, driver_transaction(engine):
        pass
    assert told.value.connection_invalidated


@pytest.mark.parametrize("breaks", [False, True])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_single_statement_commits_by_itself_and_the_next_one_on_its_connection_begins_a_transaction(
    app, breaks
):
    engine = db.engine
    with engine.begin() as connection:
        connection.execute(text("create table kept (number integer primary key)"))
    with suppress(IntegrityError), driver_transaction(engine, single=True) as cursor:
        held = cursor.connection
        cursor.execute("insert into kept select generate_series(1, 2)")
        if breaks:
            cursor.execute("insert into kept values (1)")
    assert not held.autocommit
    with suppress(ZeroDivisionError), driver_transaction(engine) as cursor:
        cursor.execute("delete from kept")
        raise ZeroDivisionError
    with engine.begin() as connection:
        assert connection.scalar(text("select count(*) from kept")) == 2
