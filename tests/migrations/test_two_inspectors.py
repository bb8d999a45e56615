"""0105 and 0106 with data: a turn that runs ends on the way back, what was withdrawn before follows the new rule."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services.quizzes import amendments
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz, withdraw


def value(statement: str):
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar()


def test_withdrawn_records_and_waiting_withdrawals_go_back_and_forward(app, world, ports):
    quiz = open_quiz(world, ports)
    record = finish(app, world, ports, quiz, [2])
    kept = finish(app, world, ports, open_quiz(world, ports), [10])
    withdraw(world, ports, record.id)
    facts = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    amendments.ask_amendment(kept.id, "重复", kind="withdrawal", **facts)
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0102")
    assert value("select count(*) from spot_quizzes where state = 'recorded'") == 2
    assert value("select count(*) from record_amendments where state = 'dropped'") == 1
    assert value("select count(*) from signatures") == 2 * 4
    # As the release before left it: the record void, its quiz and what it had opened untouched.
    with db.engine.begin() as connection:
        connection.execute(
            text("update rectifications set state = 'open', closed_at = null, closing_note = ''")
        )
    upgrade(directory=str(MIGRATIONS))
    assert value("select count(*) from spot_quizzes where state = 'withdrawn'") == 1
    assert value("select state || closing_note from rectifications") == "closed抽考记录已撤销"
    assert value("select count(*) from inspection_confirmations") == 0
