"""A law gets a new version: said beforehand, done on its day, decided item by item; the same run twice changes nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from examapp.domain.blueprints import Cell, PaperBlueprint, blueprint_to_dict
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.bank import BankItem, Blueprint, ItemRevision
from examapp.models.law_versions import LawHold, LawVersion
from examapp.services.core.days import today_of
from examapp.services.core.law_register import current_laws, get_law
from examapp.services.core.transactions import transaction
from examapp.services.laws import law_moves, law_reviews
from examapp.services.laws.law_citations import citing_items, items_in_use
from examapp.services.laws.law_moves import Announcement
from examapp.services.papers.blueprint_defaults import add_revision
from examapp.services.papers.blueprint_pools import audience_of, published_entries
from examapp.services.upkeep.bank_sync import find_item, sync_bank
from question_bank.store import Bank, load_bank

LAW = "work-safety-law-2021"
DAY = date(2026, 12, 1)
NEW = Announcement(LAW, "2026 年版", DAY)


@pytest.fixture
def admin(world):
    return world["actors"]["bank_admin"]


@pytest.fixture
def reviewer(world):
    return world["actors"]["reviewer"]


def states(ids: list[str]) -> set[str]:
    return set(db.session.scalars(db.select(BankItem.state).where(BankItem.id.in_(ids))))


def on(ports, day: date):
    """The clock's moment moved to that day."""
    now = ports.clock.now()
    return now + timedelta(days=(day - today_of(now)).days)


def narrow_blueprint(now) -> tuple[str, int]:
    """A blueprint that needs one item more than there are without the citing ones; its name and what would be left."""
    citing = {item.id for item in citing_items(items_in_use(), LAW)}
    blueprint = Blueprint(name="试验方案", role="lead", state="active", revision=1)
    pool = audience_of(blueprint, published_entries())
    cited = next(item for item in pool if item.id in citing)
    cell = Cell((cited.topic,), (cited.type,), cited.difficulty, cited.difficulty, 1, 10)
    left = len({item.group for item in pool if cell.takes(item) and item.id not in citing})
    with transaction() as session:
        session.add(blueprint)
        session.flush()
        made = PaperBlueprint((replace(cell, count=left + 1),), 5, 80, 50.0)
        add_revision(blueprint, blueprint_to_dict(made), account_id=None, now=now)
    return blueprint.name, left


def test_the_preview_names_every_citing_item_and_the_blueprints_that_would_break(world, ports):
    name, left = narrow_blueprint(ports.clock.now())
    preview = law_moves.preview_move(NEW)
    assert {item.id for item in preview.items} == {item.id for item in citing_items(items_in_use(), LAW)}
    assert len(preview.items) > 10
    broken = {blueprint.name: short for blueprint, short in preview.blueprints}
    assert [(one.cell_index, one.wanted, one.available) for one in broken[name]] == [(0, left + 1, left)]
    assert states([item.id for item in preview.items]) == {"published"}


def test_only_the_announced_articles_are_touched(world, ports):
    article = next(
        int(one.article)
        for item in citing_items(items_in_use(), LAW)
        for one in item.citations
        if one.law == LAW
    )
    narrow = law_moves.preview_move(replace(NEW, first_article=article, last_article=article))
    assert 0 < len(narrow.items) < len(law_moves.preview_move(NEW).items)
    assert all(
        any(one.law == LAW and one.article == str(article) for one in item.citations) for item in narrow.items
    )


def test_before_its_day_nothing_happens_and_on_its_day_everything_once(world, ports, admin):
    touched = [item.id for item in law_moves.preview_move(NEW).items]
    law_moves.announce_version(NEW, actor=admin, now=ports.clock.now())
    assert law_moves.apply_due_versions(now=on(ports, DAY - timedelta(days=1))) == 0
    assert states(touched) == {"published"}
    assert get_law(LAW).version != "2026 年版"
    assert law_moves.apply_due_versions(now=on(ports, DAY)) == len(touched)
    assert states(touched) == {"on_hold"}
    assert get_law(LAW).version == "2026 年版"
    assert law_moves.apply_due_versions(now=on(ports, DAY)) == 0
    assert {item.id for _, _, item in law_moves.list_open_holds(LAW)} == set(touched)
    reasons = db.session.query(AuditEntry).filter_by(act="item.held_for_law").count()
    assert reasons == len(touched)


def test_a_confirmed_item_gets_a_revision_that_cites_the_new_version_and_is_drawn_again(
    world, ports, admin, reviewer
):
    law_moves.announce_version(NEW, actor=admin, now=ports.clock.now())
    now = on(ports, DAY)
    law_moves.apply_due_versions(now=now)
    hold, _version, item = law_moves.list_open_holds(LAW)[0]
    row = law_reviews.confirm_item(hold.id, actor=reviewer, now=now)
    assert (row.state, row.revision) == ("published", item.revision + 1)
    cited = {one["version"] for one in find_item(item.id)["citations"] if one["law"] == LAW}
    assert cited == {"2026 年版"}
    assert find_item(item.id, item.revision)["citations"][0]["version"] != "2026 年版"
    assert law_moves.apply_due_versions(now=now) == 0
    with pytest.raises(DomainError, match="state_conflict"):
        law_reviews.confirm_item(hold.id, actor=reviewer, now=now)


def test_a_retired_item_and_one_published_in_the_editor_leave_the_list(world, ports, admin, reviewer):
    law_moves.announce_version(NEW, actor=admin, now=ports.clock.now())
    now = on(ports, DAY)
    law_moves.apply_due_versions(now=now)
    (first, *_), (second, *_) = law_moves.list_open_holds(LAW)[:2]
    assert law_reviews.retire_item(first.id, actor=reviewer, now=now).state == "retired"
    db.session.get(BankItem, second.item_id).state = "published"
    db.session.commit()
    assert law_reviews.settle_edited_holds(now=now) == 1
    assert db.session.get(LawHold, second.id).state == "edited"
    left = {hold.id for hold, _, _ in law_moves.list_open_holds(LAW)}
    assert not {first.id, second.id} & left


def test_a_cancelled_announcement_never_comes_and_an_applied_one_cannot_be_cancelled(world, ports, admin):
    now = ports.clock.now()
    kept = law_moves.announce_version(NEW, actor=admin, now=now)
    law_moves.cancel_version(kept.id, actor=admin, now=now)
    assert law_moves.apply_due_versions(now=on(ports, DAY)) == 0
    late = law_moves.announce_version(
        replace(NEW, version="2026 年第二版", effective_on=date(2026, 11, 1)), actor=admin, now=now
    )
    assert db.session.get(LawVersion, late.id).state == "applied"
    with pytest.raises(DomainError, match="state_conflict"):
        law_moves.cancel_version(late.id, actor=admin, now=now)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": " "}, "law_version_incomplete"),
        ({"first_article": 5}, "articles_malformed"),
        ({"first_article": 9, "last_article": 5}, "articles_malformed"),
        ({"law": "no-such-law"}, "not_found"),
    ],
)
def test_an_announcement_that_says_too_little_is_refused(world, changes, code):
    with pytest.raises(DomainError, match=code):
        law_moves.preview_move(replace(NEW, **changes))
    with pytest.raises(DomainError, match="law_version_taken"):
        law_moves.preview_move(replace(NEW, version=current_laws()[LAW].version))


def test_a_changed_version_in_laws_toml_holds_the_items_instead_of_changing_them(world, ports):
    bank = load_bank()
    laws = {**bank.laws, LAW: {**bank.laws[LAW], "version": "2026 年版", "effective": "2026-11-20"}}
    moved = {
        item.id: replace(
            item,
            citations=tuple(
                replace(one, version="2026 年版") if one.law == LAW else one for one in item.citations
            ),
        )
        for item in bank.items.values()
    }
    revisions = db.session.query(ItemRevision).count()
    told = sync_bank(Bank(moved, laws, "x", bank.pictures), now=ports.clock.now())
    assert told["held"] == len(law_moves.list_open_holds(LAW)) > 10
    assert db.session.query(ItemRevision).count() == revisions
    again = sync_bank(Bank(moved, laws, "x", bank.pictures), now=ports.clock.now())
    assert again["held"] == 0


def test_an_item_whose_words_changed_under_the_same_revision_is_still_refused(world, ports):
    bank = load_bank()
    first = next(iter(bank.items.values()))
    changed = {**bank.items, first.id: replace(first, stem=first.stem + "请想一想")}
    with pytest.raises(DomainError, match="item_changed_without_revision"):
        sync_bank(Bank(changed, bank.laws, "x", bank.pictures), now=ports.clock.now())


def test_the_daily_job_holds_what_is_due_once_however_often_it_runs(world, ports, admin, app):
    law_moves.announce_version(NEW, actor=admin, now=ports.clock.now())
    db.session.query(LawVersion).filter_by(state="announced").update({"effective_on": date(2026, 11, 20)})
    db.session.commit()
    for _ in range(2):
        ports.queue.enqueue("apply_law_versions")
    db.session.remove()
    held = law_moves.list_open_holds(LAW)
    assert len(held) == db.session.query(LawHold).count() > 10
    assert db.session.query(AuditEntry).filter_by(act="law.applied").count() == 1


def test_an_item_published_after_the_day_with_the_old_version_is_held_by_the_next_run(world, ports, admin):
    first = law_moves.preview_move(NEW).items[0].id
    db.session.get(BankItem, first).state = "on_hold"
    db.session.commit()
    law_moves.announce_version(NEW, actor=admin, now=ports.clock.now())
    now = on(ports, DAY)
    law_moves.apply_due_versions(now=now)
    db.session.get(BankItem, first).state = "published"
    db.session.commit()
    assert law_moves.apply_due_versions(now=now) == 1
    assert states([first]) == {"on_hold"}
