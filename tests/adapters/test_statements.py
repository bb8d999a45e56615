"""Statements on the driver's own cursor: what the driver complains of is told in the words that the rest of the house knows."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from examapp.adapters.statements import driver_transaction
from tests.servers import free_port


def test_a_server_that_is_not_there_at_all_is_told_as_a_lost_connection_R12():
    engine = create_engine(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(OperationalError) as told, driver_transaction(engine):
        pass
    assert told.value.connection_invalidated
