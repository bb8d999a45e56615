"""The life of an item: written, reviewed by a second person, published, drawn, held, retired; each step once."""

import json
import threading

import pytest
from flask import current_app

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem, ItemPool, ItemRevision
from examapp.services.core.audit import find_tampering
from examapp.services.core.transactions import transaction
from examapp.services.items import item_comments, item_drafting, item_lives, item_revisions
from examapp.services.items.item_contents import get_items
from examapp.services.papers.paper_pools import freeze_item_pool
from examapp.services.upkeep.bank_sync import find_item
from tests.services.items.test_item_drafting import CONTENT, acts
from tests.stories import Device, confirmed, open_quiz, right_answers, step


@pytest.fixture
def author(world):
    return world["actors"]["bank_admin"]


@pytest.fixture
def reader(world):
    return world["actors"]["reviewer"]


@pytest.fixture
def now(ports):
    return ports.clock.now()


def written(author, now, **changes) -> ItemDraft:
    draft = item_drafting.create_draft({**CONTENT, **changes}, actor=author, now=now)
    return item_lives.submit(draft.id, actor=author, now=now)


def published(author, reader, now, **changes) -> BankItem:
    return item_lives.publish(written(author, now, **changes).id, actor=reader, now=now)


def drawable(now) -> set[str]:
    with transaction() as session:
        content = session.get(ItemPool, freeze_item_pool(now=now)).content
    return {one for one in db.session.scalars(db.select(BankItem.id)) if f'"id":"{one}"' in content}


def test_a_second_person_makes_a_draft_the_first_revision_of_an_item_of_our_own(author, reader, now):
    draft = written(author, now)
    row = item_lives.publish(draft.id, actor=reader, now=now)
    assert (row.id, row.revision, row.state, row.origin) == ("own-hot-work-0001", 1, "published", "own")
    item = find_item(row.id)
    assert item["citations"][0]["version"]
    assert item["citations"][0]["law_name"] == "安全生产法"
    assert (draft.state, draft.item_id, draft.published_revision) == ("published", row.id, 1)
    assert published(author, reader, now).id == "own-hot-work-0002"


def test_the_author_and_the_last_editor_cannot_publish_and_a_draft_must_be_submitted_first(
    author, reader, now
):
    draft = item_drafting.create_draft(CONTENT, actor=author, now=now)
    with pytest.raises(DomainError, match="draft_not_submitted"):
        item_lives.publish(draft.id, actor=reader, now=now)
    item_lives.submit(draft.id, actor=author, now=now)
    with pytest.raises(DomainError, match="second_person_needed"):
        item_lives.publish(draft.id, actor=author, now=now)
    item_drafting.save_draft(draft.id, {**CONTENT, "stem": "动火前做什么？"}, 1, actor=reader, now=now)
    with pytest.raises(DomainError, match="second_person_needed"):
        item_lives.publish(draft.id, actor=reader, now=now)
    assert item_lives.publish(draft.id, actor=author, now=now, second_person=False).state == "published"


def test_what_was_changed_after_the_reader_looked_is_not_published(author, reader, now):
    draft = written(author, now)
    item_drafting.save_draft(draft.id, {**CONTENT, "stem": "另一道题？"}, 1, actor=author, now=now)
    with pytest.raises(DomainError, match="draft_changed"):
        item_lives.publish(draft.id, actor=reader, now=now, expected_version=1)
    assert item_lives.publish(draft.id, actor=reader, now=now, expected_version=2).state == "published"


def test_an_incomplete_draft_is_never_published_even_by_one_person_alone(author, now):
    draft = item_drafting.create_draft({**CONTENT, "answer_key": ["z"]}, actor=author, now=now)
    with pytest.raises(DomainError, match="draft_incomplete"):
        item_lives.publish(draft.id, actor=author, now=now, second_person=False)
    assert db.session.query(BankItem).filter_by(origin="own").count() == 0


def test_every_step_twice_is_once(author, reader, now):
    draft = item_drafting.create_draft(CONTENT, actor=author, now=now)
    for _ in range(2):
        item_lives.submit(draft.id, actor=author, now=now)
    for _ in range(2):
        item_lives.send_back(draft.id, "选项写长一点", actor=reader, now=now)
    item_lives.submit(draft.id, actor=author, now=now)
    rows = [item_lives.publish(draft.id, actor=reader, now=now) for _ in range(2)]
    item_id = rows[0].id
    assert rows[1].revision == 1
    for _ in range(2):
        item_lives.hold(item_id, "有争议", actor=reader, now=now)
    for _ in range(2):
        item_lives.release(item_id, actor=reader, now=now)
    for _ in range(2):
        item_lives.retire(item_id, "过时", actor=reader, now=now)
    for _ in range(2):
        assert item_lives.bring_back(item_id, actor=reader, now=now).state == "on_hold"
    assert acts(f"item_draft:{draft.id}") == [
        "item_draft.begun",
        "item_draft.submitted",
        "item_draft.sent_back",
        "item_draft.submitted",
    ]
    assert acts(f"item:{item_id}") == [
        "item.published",
        "item.held",
        "item.released",
        "item.retired",
        "item.brought_back",
    ]
    assert find_tampering() is None
    said = [(one.text, name) for one, name in item_comments.list_comments(item_id=item_id)]
    assert said == [("选项写长一点", reader.name), ("有争议", reader.name), ("过时", reader.name)]


def test_an_edited_item_gets_a_new_revision_and_the_old_one_stays_as_it_was_asked(author, reader, now):
    row = published(author, reader, now)
    before = find_item(row.id)
    draft = item_drafting.edit_item(row.id, actor=author, now=now)
    changed = {**draft.data, "stem": "动火以前要先做什么？", "difficulty": 3}
    item_drafting.save_draft(draft.id, changed, draft.version, actor=author, now=now)
    assert find_item(row.id) == before
    item_lives.submit(draft.id, actor=author, now=now)
    row = item_lives.publish(draft.id, actor=reader, now=now)
    assert (row.revision, row.difficulty) == (2, 3)
    assert find_item(row.id)["stem"] == "动火以前要先做什么？"
    assert find_item(row.id, 1) == before
    assert get_items([(row.id, 1)])[(row.id, 1)].stem == before["stem"]
    revisions = item_revisions.list_revisions(row.id)
    assert [(one.revision, by) for one, by, _ in revisions] == [(2, author.name), (1, author.name)]


def test_an_edited_shipped_item_is_adapted(author, reader, now):
    shipped = db.session.query(BankItem).filter_by(type="single").first()
    first = shipped.revision
    draft = item_drafting.edit_item(shipped.id, actor=author, now=now)
    item_drafting.save_draft(
        draft.id, {**draft.data, "rationale": "改过的解析。"}, draft.version, actor=author, now=now
    )
    item_lives.submit(draft.id, actor=author, now=now)
    row = item_lives.publish(draft.id, actor=reader, now=now)
    assert (row.origin, row.revision) == ("adapted", first + 1)


def test_only_published_items_are_drawn_and_of_each_the_current_revision(author, reader, now):
    own = published(author, reader, now)
    draft = written(author, now, stem="这是草稿吗？")
    assert own.id in drawable(now)
    assert "这是草稿" not in str(drawable(now))
    assert db.session.get(ItemDraft, draft.id).item_id is None
    item_lives.hold(own.id, "有争议", actor=reader, now=now)
    assert own.id not in drawable(now)
    item_lives.release(own.id, actor=reader, now=now)
    assert own.id in drawable(now)
    item_lives.retire(own.id, "过时", actor=reader, now=now)
    assert own.id not in drawable(now)
    item_lives.bring_back(own.id, actor=reader, now=now)
    assert own.id not in drawable(now)


def test_hold_and_retire_need_a_reason_and_a_retired_item_is_not_edited(author, reader, now):
    own = published(author, reader, now)
    for act in (item_lives.hold, item_lives.retire):
        with pytest.raises(DomainError, match="reason_missing"):
            act(own.id, "  ", actor=reader, now=now)
    with pytest.raises(DomainError, match="state_conflict"):
        item_lives.bring_back(own.id, actor=reader, now=now)
    draft = item_drafting.edit_item(own.id, actor=author, now=now)
    item_lives.submit(draft.id, actor=author, now=now)
    item_lives.retire(own.id, "过时", actor=reader, now=now)
    for act in (item_lives.hold, item_lives.retire):
        if act is item_lives.hold:
            with pytest.raises(DomainError, match="state_conflict"):
                act(own.id, "再停", actor=reader, now=now)
    with pytest.raises(DomainError, match="item_retired"):
        item_lives.publish(draft.id, actor=reader, now=now)


def test_a_draft_that_fell_behind_another_revision_is_compared_before_it_is_published(author, reader, now):
    own = published(author, reader, now)
    draft = item_drafting.edit_item(own.id, actor=author, now=now)
    item_lives.submit(draft.id, actor=author, now=now)
    with transaction():
        row = item_revisions.lock_item(own.id)
        item_revisions.append_revision(row, item_revisions.get_revision(own.id, 1), now=now)
    with pytest.raises(DomainError, match="draft_behind"):
        item_lives.publish(draft.id, actor=reader, now=now)
    item_drafting.rebase_draft(draft.id, actor=author, now=now)
    assert item_lives.publish(draft.id, actor=reader, now=now).revision == 3


def test_a_running_paper_asks_and_marks_what_was_asked_then(app, world, ports, author, reader, now):
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    device = Device(app, attempt)
    asked = device.read().json["slots"]
    answers = right_answers(attempt)
    for slot in json.loads(attempt.paper)["slots"]:
        draft = item_drafting.edit_item(slot["item"], actor=author, now=now)
        changed = {**draft.data, "stem": "全新的题干，和原来不同。"}
        if changed["type"] == "single":
            changed["answer_key"] = [
                one["id"] for one in changed["choices"] if one["id"] not in changed["answer_key"]
            ][:1]
        item_drafting.save_draft(draft.id, changed, draft.version, actor=author, now=now)
        item_lives.submit(draft.id, actor=author, now=now)
        item_lives.publish(draft.id, actor=reader, now=now)
        item_lives.retire(slot["item"], "换新题", actor=reader, now=now)
    assert device.read().json["slots"] == asked
    for number, response in enumerate(answers, start=1):
        assert device.put(step(number, response, number)).status_code == 200
    assert device.submit(len(answers)).json["score_tenths"] == 1000


def test_two_people_who_publish_the_same_draft_at_once_make_one_revision(author, reader, now, world):
    draft_id = written(author, now).id
    db.session.commit()
    app = current_app._get_current_object()
    gate, found, errors = threading.Barrier(2), [], []

    def press():
        with app.app_context():
            try:
                gate.wait(timeout=10)
                row = item_lives.publish(draft_id, actor=reader, now=now)
                found.append((row.id, row.revision))
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    assert errors == []
    assert found == [("own-hot-work-0001", 1)] * 2
    db.session.expire_all()
    assert db.session.query(ItemRevision).filter_by(item_id="own-hot-work-0001").count() == 1
    assert db.session.query(AuditEntry).filter_by(act="item.published").count() == 1
