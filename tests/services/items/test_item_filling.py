"""Many drafts are filled in one act, by hand or as similar items have it: audited, safe twice, nothing lost."""

import json

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.item_suggestions import Suggester
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.bank import BankItem
from examapp.services.items import item_filling, item_imports, item_lives
from examapp.services.upkeep.bank_sync import find_item
from tests.services.items.test_item_imports import BARE, GOOD, act, upload

FACTS = {"topic": "fire_safety", "roles": ["key_post"], "difficulty": 3}


def take(world, ports, *rows: list[str]) -> list[int]:
    item_import = upload(world, ports, list(rows))
    item_imports.take_drafts(item_import.id, None, looked=True, **act(world, ports))
    return [draft.id for draft in item_filling.list_fillable(import_id=item_import.id)]


def contents(ids: list[int]) -> list[dict]:
    db.session.expire_all()
    return [draft.data for draft in item_filling.drafts_by_id(ids)]


def test_all_chosen_drafts_get_the_same_facts_once_and_what_is_there_stays(world, ports):
    topics = sorted({row.topic for row in db.session.query(BankItem)})
    facts = {**FACTS, "topic": topics[0]}
    ids = take(world, ports, GOOD, BARE)
    before = contents(ids)[0]
    counts = [item_filling.fill_drafts(ids, facts, replace=False, **act(world, ports)) for _ in range(2)]
    assert counts == [1, 0]
    good, bare = contents(ids)
    assert good == before
    assert {name: bare[name] for name in facts} == facts
    assert item_filling.fill_drafts(ids, facts, replace=True, **act(world, ports)) == 1
    assert contents(ids)[0]["topic"] == topics[0]
    entries = db.session.query(AuditEntry).filter_by(act="item_drafts.filled").all()
    assert [(json.loads(one.data)["how"], json.loads(one.data)["drafts"]) for one in entries] == [
        ("by_hand", [ids[1]]),
        ("by_hand", [ids[0]]),
    ]


def test_one_draft_that_is_under_review_stops_the_whole_act(world, ports):
    ids = take(world, ports, GOOD, BARE)
    item_lives.submit(ids[0], **act(world, ports))
    with pytest.raises(DomainError) as refused:
        item_filling.fill_drafts(ids, FACTS, replace=True, **act(world, ports))
    assert refused.value.code == "draft_closed"
    assert "topic" not in contents(ids)[1]


@pytest.mark.parametrize(
    ("ids", "facts", "code"), [([], FACTS, "drafts_not_chosen"), ([1], {}, "facts_missing")]
)
def test_nothing_chosen_or_nothing_to_fill_is_said(world, ports, ids, facts, code):
    with pytest.raises(DomainError) as refused:
        item_filling.fill_drafts(ids, facts, replace=False, **act(world, ports))
    assert refused.value.code == code


def test_a_draft_like_an_item_of_the_bank_is_filled_as_that_item_is(world, ports):
    row = db.session.query(BankItem).filter_by(type="single", state="published").order_by(BankItem.id).first()
    item = find_item(row.id)
    near = ["单选题", item["stem"].replace("？", "呢？"), "另一", "再一", "还有", "A", *[""] * 5]
    far = ["判断题", "Zq wx vj kp.", "", "", "", "√", *[""] * 5]
    ids = take(world, ports, near, far)
    suggested = item_filling.suggest_facts(item_filling.drafts_by_id(ids))
    assert list(suggested) == [ids[0]]
    assert suggested[ids[0]].facts["topic"] == item["topic"]
    counts = [item_filling.fill_as_suggested(ids, **act(world, ports))]
    assert counts == [1]
    filled, empty = contents(ids)
    assert (filled["topic"], filled["roles"]) == (item["topic"], list(item["roles"]))
    assert "topic" not in empty
    with pytest.raises(DomainError) as again:
        item_filling.fill_as_suggested(ids, **act(world, ports))
    assert again.value.code == "nothing_similar"


def test_a_topic_is_suggested_only_where_the_near_items_agree():
    one = ("a", "灭火器压力表指针应当在绿区", {"topic": "fire_safety", "roles": ["lead"]})
    other = ("b", "灭火器压力表指针应当在绿区内", {"topic": "general", "roles": ["lead"]})
    far = ("c", "进入有限空间作业前应当先检测", {"topic": "confined_space"})
    assert Suggester([one, far]).suggest("灭火器的压力表指针在哪里").facts["topic"] == "fire_safety"
    assert Suggester([one, other, far]).suggest("灭火器的压力表指针在哪里").facts == {}
    assert Suggester([one, far]).suggest("XYZ") is None


@pytest.mark.parametrize("article", ["第999条", "999", "5.1", "第条"])
def test_a_law_gets_no_article_that_it_does_not_have(world, ports, article):
    ids = take(world, ports, BARE)
    facts = {"citations": [{"law": "work-safety-law-2021", "article": article}]}
    with pytest.raises(DomainError) as refused:
        item_filling.fill_drafts(ids, facts, replace=True, **act(world, ports))
    assert refused.value.code == "citation_without_article"
    assert not contents(ids)[0].get("citations")


@pytest.mark.parametrize("article", ["第四十一条", "41条", "４１", "41"])
def test_the_number_of_an_article_is_kept_without_its_frame(world, ports, article):
    ids = take(world, ports, BARE)
    facts = {"citations": [{"law": "work-safety-law-2021", "article": article}]}
    assert item_filling.fill_drafts(ids, facts, replace=True, **act(world, ports)) == 1
    assert contents(ids)[0]["citations"] == [{"law": "work-safety-law-2021", "article": "41"}]
