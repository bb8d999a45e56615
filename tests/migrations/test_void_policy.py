"""What was declared void before there was a policy keeps the results that it gave: it is strict."""

from flask_migrate import downgrade, upgrade

from examapp.extensions import db
from examapp.models.appeals import ItemRuling
from examapp.paths import MIGRATIONS
from tests.services.appeals.decisions import rule, turning_rulings
from tests.services.appeals.test_decisions_in_exams import act, sat  # noqa: F401

# ruff: noqa: F811 - a fixture of the tests of decisions is used here


def test_a_void_ruling_of_before_is_strict_and_one_of_today_is_not(app, world, ports, act):
    attempt = sat(app, world, ports, 15)
    for kind in ("void", "all_correct"):
        slot, ruling = turning_rulings(attempt, kind, to_pass=True)[-1]
        rule(slot.key, ruling, act)
    assert {one.strict for one in db.session.query(ItemRuling)} == {False}
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0090")
    upgrade(directory=str(MIGRATIONS))
    db.session.remove()
    assert {one.effect: one.strict for one in db.session.query(ItemRuling)} == {
        "void": True,
        "all_correct": False,
    }
