"""Drafts of items: whatever is missing may be missing, nobody's words are lost, one open draft an item."""

from datetime import timedelta

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.services.items import item_drafting, item_lives

CONTENT = {
    "type": "single",
    "topic": "hot_work",
    "roles": ["key_post"],
    "posts": ["hot_work"],
    "difficulty": 2,
    "stem": "动火前要先做什么？",
    "choices": [
        {"id": "a", "text": "检测可燃气体"},
        {"id": "b", "text": "先动火再说"},
        {"id": "c", "text": "找人拍照"},
    ],
    "answer_key": ["a"],
    "rationale": "动火前应检测可燃气体浓度。",
    "citations": [{"law": "work-safety-law-2021", "article": "43"}],
}


@pytest.fixture
def author(world):
    return world["actors"]["bank_admin"]


@pytest.fixture
def reader(world):
    return world["actors"]["reviewer"]


@pytest.fixture
def now(ports):
    return ports.clock.now()


def acts(subject: str) -> list[str]:
    rows = db.session.query(AuditEntry.act).filter_by(subject=subject).order_by(AuditEntry.id)
    return [row.act for row in rows]


def test_a_draft_may_be_nearly_empty_and_says_what_is_missing(author, now):
    draft = item_drafting.create_draft({"stem": "动火前", "colour": "red", "id": "x"}, actor=author, now=now)
    assert draft.data == {"stem": "动火前"}
    hard = {fault.field for fault in item_drafting.check_draft(draft.data) if fault.hard}
    assert hard == {"type", "topic", "roles", "difficulty", "answer_key"}
    with pytest.raises(DomainError, match="draft_incomplete") as caught:
        item_lives.submit(draft.id, actor=author, now=now)
    assert set(caught.value.data["fields"]) == hard


def test_a_whole_item_has_no_hard_fault(author, now):
    assert [one for one in item_drafting.check_draft(CONTENT) if one.hard] == []


def test_saving_counts_versions_and_the_same_words_twice_are_one(author, now):
    draft = item_drafting.create_draft(CONTENT, actor=author, now=now)
    changed = {**CONTENT, "stem": "动火以前先做什么？"}
    for _ in range(2):
        saved = item_drafting.save_draft(draft.id, changed, 1, actor=author, now=now)
        assert (saved.version, saved.data["stem"]) == (2, "动火以前先做什么？")
    assert acts(f"item_draft:{draft.id}") == ["item_draft.begun", "item_draft.saved"]


def test_who_saves_over_another_is_told_whose_words_would_be_lost(author, reader, now):
    draft = item_drafting.create_draft(CONTENT, actor=author, now=now)
    item_drafting.save_draft(
        draft.id, {**CONTENT, "stem": "一"}, 1, actor=reader, now=now + timedelta(seconds=5)
    )
    with pytest.raises(DomainError, match="draft_changed") as caught:
        item_drafting.save_draft(draft.id, {**CONTENT, "stem": "二"}, 1, actor=author, now=now)
    assert (caught.value.data["who"], caught.value.data["version"]) == (reader.name, 2)
    assert db.session.get(ItemDraft, draft.id, populate_existing=True).data["stem"] == "一"


def test_an_item_has_one_open_draft_whoever_opens_it(author, reader, now):
    item = db.session.query(BankItem).filter_by(type="single").first()
    mine = item_drafting.edit_item(item.id, actor=author, now=now)
    assert item_drafting.edit_item(item.id, actor=reader, now=now).id == mine.id
    assert (mine.item_id, mine.base_revision, mine.author_id) == (item.id, item.revision, author.account_id)
    assert "version" not in mine.data["citations"][0]
    item_drafting.discard_draft(mine.id, actor=author, now=now)
    assert item_drafting.discard_draft(mine.id, actor=author, now=now).state == "discarded"
    assert item_drafting.edit_item(item.id, actor=reader, now=now).id != mine.id


def test_drafts_are_listed_by_state_and_author_and_closed_ones_are_not(author, reader, now):
    one = item_drafting.create_draft(CONTENT, actor=author, now=now)
    two = item_drafting.create_draft(CONTENT, actor=reader, now=now)
    three = item_drafting.create_draft(CONTENT, actor=author, now=now)
    item_lives.submit(two.id, actor=reader, now=now)
    item_drafting.discard_draft(three.id, actor=author, now=now)

    def ids(*arguments):
        return {row.id for row in db.session.scalars(item_drafting.list_drafts(*arguments))}

    assert ids() == {one.id, two.id}
    assert ids("in_review") == {two.id}
    assert ids(None, author.account_id) == {one.id}


@pytest.mark.parametrize(
    "change",
    [
        {"stem": ["a"]},
        {"stem": "长" * 5000},
        {"choices": "abc"},
        {"choices": [["a", "b"]]},
        {"choices": [{"id": "a", "text": "a"}] * 41},
        {"citations": ["法"]},
        {"picture": {"digest": 5}},
        {"picture": {"digest": "x", "media_type": "text/html", "alt": "", "width": -1, "height": 2}},
        {"difficulty": 6},
        {"difficulty": True},
        {"roles": {"lead": 1}},
    ],
)
def test_content_of_a_wrong_shape_is_refused_with_its_field(author, now, change):
    with pytest.raises(DomainError, match="draft_malformed") as caught:
        item_drafting.create_draft({**CONTENT, **change}, actor=author, now=now)
    assert caught.value.data["field"] == next(iter(change))


def test_control_characters_and_blank_edges_are_taken_out(author, now):
    draft = item_drafting.create_draft(
        {"stem": " 一\x00二\x1b\r\n三 ", "roles": ["", "lead"]}, actor=author, now=now
    )
    assert draft.data == {"stem": "一二\n三", "roles": ["lead"]}


def test_a_picture_that_was_never_stored_stops_the_draft(author, now):
    picture = {
        "digest": "0" * 64,
        "media_type": "image/png",
        "alt": "灭火器的样子",
        "width": 10,
        "height": 10,
    }
    faults = item_drafting.check_draft({**CONTENT, "picture": picture})
    assert ("picture_unknown", True) in {(one.code, one.hard) for one in faults}
