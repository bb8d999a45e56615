"""Shipped items and the site's own live side by side: neither overwrites the other, and news of the shipped bank is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.services.items import item_drafting, item_lives, item_origins
from examapp.services.laws import law_moves, law_reviews
from examapp.services.laws.law_moves import Announcement
from examapp.services.upkeep.bank_sync import find_item, sync_bank
from question_bank.store import Bank, load_bank
from tests.services.items.test_item_drafting import CONTENT, acts

LAW = "work-safety-law-2021"
AFTER = datetime(2026, 12, 2, tzinfo=UTC)


@pytest.fixture
def author(world):
    return world["actors"]["bank_admin"]


@pytest.fixture
def reader(world):
    return world["actors"]["reviewer"]


def confirmed(author, reader, ports) -> BankItem:
    """A shipped item that this site confirmed for a new version of its law."""
    new = Announcement(LAW, "2026 年版", date(2026, 12, 1))
    law_moves.announce_version(new, actor=author, now=ports.clock.now())
    law_moves.apply_due_versions(now=AFTER)
    return law_reviews.confirm_item(law_moves.list_open_holds(LAW)[0][0].id, actor=reader, now=AFTER)


def release_of(item_id: str, **changes) -> Bank:
    """A new release of the shipped bank in which one item has another revision and other words."""
    bank = load_bank()
    return Bank(
        {**bank.items, item_id: replace(bank.items[item_id], **changes)}, bank.laws, "x", bank.pictures
    )


def test_a_confirmed_item_is_ours_and_a_shipped_revision_of_the_same_number_does_not_clash(
    world, ports, author, reader
):
    row = confirmed(author, reader, ports)
    following = load_bank().items[row.id].revision + 1
    assert (row.origin, row.revision, row.state) == ("adapted", following, "published")
    ours = find_item(row.id)
    told = sync_bank(release_of(row.id, revision=following, stem="随附题库的新说法？"), now=AFTER)
    assert told["adapted"] == 1
    assert (told["raised"], told["added"]) == (0, 0)
    assert find_item(row.id) == ours
    assert db.session.get(BankItem, row.id, populate_existing=True).state == "published"
    (other,) = item_origins.list_other_wordings()
    assert (other.item_id, other.shipped.stem, other.shipped_revision) == (
        row.id,
        "随附题库的新说法？",
        following,
    )
    assert other.ours.stem == ours["stem"]
    assert item_origins.find_other_wording(row.id) == other


def test_the_words_from_which_we_began_are_no_news_whatever_their_law_version(world, ports, author, reader):
    row = confirmed(author, reader, ports)
    assert sync_bank(load_bank(), now=AFTER)["adapted"] == 0
    assert sync_bank(release_of(row.id, revision=9), now=AFTER)["adapted"] == 0
    assert item_origins.list_other_wordings() == []


def test_news_is_told_until_somebody_declines_it_and_again_when_it_changes(world, ports, author, reader):
    row = confirmed(author, reader, ports)
    first = release_of(row.id, revision=2, stem="新说法一？")
    for _ in range(2):
        assert sync_bank(first, now=AFTER)["adapted"] == 1
    for _ in range(2):
        item_origins.decline_wording(row.id, actor=reader, now=AFTER)
    assert acts(f"item:{row.id}").count("item.shipped_declined") == 1
    assert sync_bank(first, now=AFTER)["adapted"] == 0
    assert item_origins.list_other_wordings() == []
    assert item_origins.find_other_wording(row.id).shipped.stem == "新说法一？"
    assert sync_bank(release_of(row.id, revision=3, stem="新说法二？"), now=AFTER)["adapted"] == 1
    assert sync_bank(load_bank(), now=AFTER)["adapted"] == 0
    assert item_origins.find_other_wording(row.id) is None


def test_shipped_words_are_taken_over_as_a_draft_that_a_second_person_publishes(world, ports, author, reader):
    row = confirmed(author, reader, ports)
    following = row.revision
    bank = release_of(row.id, revision=following, stem="随附题库的新说法？")
    sync_bank(bank, now=AFTER)
    draft = item_origins.draft_from_shipped(row.id, actor=author, now=AFTER)
    assert draft.data["stem"] == "随附题库的新说法？"
    item_lives.submit(draft.id, actor=author, now=AFTER)
    assert item_lives.publish(draft.id, actor=reader, now=AFTER).revision == following + 1
    cited = {one["version"] for one in find_item(row.id)["citations"] if one["law"] == LAW}
    assert cited == {"2026 年版"}
    assert sync_bank(bank, now=AFTER)["adapted"] == 0
    with pytest.raises(DomainError, match="not_found"):
        item_origins.decline_wording(row.id, actor=reader, now=AFTER)


def test_the_shipped_bank_never_retires_or_raises_what_is_ours(world, ports, author, reader):
    row = confirmed(author, reader, ports)
    # Written after the law moved: an older one that cites it would rightly be on hold.
    draft = item_drafting.create_draft(CONTENT, actor=author, now=AFTER)
    own = item_lives.publish(draft.id, actor=author, now=AFTER, second_person=False)
    bank = load_bank()
    left = {key: item for key, item in bank.items.items() if key != row.id}
    told = sync_bank(Bank(left, bank.laws, "x", bank.pictures), now=AFTER)
    assert told["retired"] == 0
    states = {one: db.session.get(BankItem, one, populate_existing=True).state for one in (own.id, row.id)}
    assert set(states.values()) == {"published"}


def test_a_shipped_item_that_the_bank_dropped_and_people_brought_back_stays(world, ports, author, reader):
    now, bank = ports.clock.now(), load_bank()
    item_id = next(iter(bank.items))
    left = Bank(
        {key: one for key, one in bank.items.items() if key != item_id}, bank.laws, "x", bank.pictures
    )
    assert sync_bank(left, now=now)["retired"] == 1
    item_lives.bring_back(item_id, actor=reader, now=now)
    item_lives.release(item_id, actor=reader, now=now)
    assert sync_bank(left, now=now)["retired"] == 0
    assert db.session.get(BankItem, item_id, populate_existing=True).state == "published"


def test_an_item_that_waits_for_its_law_is_not_released_past_the_reviewer(world, ports, author, reader):
    new = Announcement(LAW, "2026 年版", date(2026, 12, 1))
    law_moves.announce_version(new, actor=author, now=ports.clock.now())
    law_moves.apply_due_versions(now=AFTER)
    hold, _, item = law_moves.list_open_holds(LAW)[0]
    with pytest.raises(DomainError, match="held_for_law"):
        item_lives.release(item.id, actor=reader, now=AFTER)
    draft = item_drafting.edit_item(item.id, actor=author, now=AFTER)
    row = item_lives.publish(draft.id, actor=author, now=AFTER, second_person=False)
    assert (row.state, hold.state) == ("published", "edited")
    assert law_moves.apply_due_versions(now=AFTER) == 0
    assert db.session.query(ItemRevision).filter_by(item_id=item.id).count() == 2
