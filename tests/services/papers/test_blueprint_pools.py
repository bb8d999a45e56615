"""How far the published bank goes for each default blueprint, and who is asked by post."""

import pytest
from click.testing import CliRunner

from examapp.commands import main
from examapp.console import pools as room
from examapp.extensions import db
from examapp.models.bank import Blueprint
from examapp.models.candidates import Candidate, Employment
from examapp.services.core.transactions import transaction
from examapp.services.papers.blueprint_pools import measure_pools
from examapp.services.papers.paper_pools import choose_blueprint, freeze_item_pool, load_pool, locality_of
from examapp.services.people.posts import main_post
from tests.world import MOMENT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_default_blueprint_in_every_industry_has_items_for_eight_papers_that_share_none(app):
    sizes = measure_pools()
    general = db.session.query(Blueprint).filter_by(industry=None).count()
    assert len(sizes) == general * 9 + db.session.query(Blueprint).count() - general
    assert [one.times for one in sizes] == sorted(one.times for one in sizes)
    assert all(8 * size.length <= size.twins_once <= size.items for size in sizes)


def test_the_command_prints_the_narrowest_first(app, monkeypatch):
    monkeypatch.setattr(room, "open_application", lambda: app)
    lines = CliRunner().invoke(main, ["bank", "pools", "--count", "2"]).output.splitlines()
    narrowest = measure_pools()[0]
    assert lines[0].startswith(f"{narrowest.times:.1f} 倍　{narrowest.blueprint}")
    assert len(lines) == 3
    assert f"最少 {narrowest.times:.1f} 倍" in lines[2]


def test_a_safety_manager_who_answers_for_an_operation_is_asked_of_it_and_a_lead_is_not(world):
    manager = db.session.query(Employment).join(Candidate).filter(Candidate.name == "王经理").one()
    manager.posts = ["hot_work"]
    assert main_post(manager) == "hot_work"
    with transaction():
        digest = freeze_item_pool(now=MOMENT)
    chosen = choose_blueprint("manager", main_post(manager), locality_of(world["own"]), digest).blueprint
    assert chosen.post == "hot_work"
    pool = load_pool(digest, role="manager", industry=world["own"].industry, post="hot_work")
    assert any(item.topic == "hot_work" for item in pool)
    lead = db.session.query(Employment).join(Candidate).filter(Candidate.name == "刘主任").one()
    lead.posts = ["hot_work"]
    assert main_post(lead) is None
