"""The list of items: found by words, by pinyin initials, narrowed by what an item is, and always of the current revision."""

import pytest
from sqlalchemy import delete, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.item_search import ItemSearch
from examapp.services.core import saved_views
from examapp.services.core.transactions import transaction
from examapp.services.items import item_drafting, item_lives
from examapp.services.items.item_index import index_missing
from examapp.services.items.item_search import ROWS, ItemFilter, search_items
from tests.services.items.test_item_drafting import CONTENT


@pytest.fixture
def found(world):
    """Ids that a filter finds, all pages together."""

    def find(**wanted) -> list[str]:
        first = search_items(ItemFilter(**wanted))
        pages = [search_items(ItemFilter(**wanted), page=n) for n in range(1, first.pages + 1)]
        ids = [one.row.id for page in pages for one in page.rows]
        assert len(ids) == first.total
        return ids

    return find


@pytest.fixture
def own_item(world, ports):
    """A published item of this site whose words no shipped item has."""
    now = ports.clock.now()
    content = {
        **CONTENT,
        "stem": "进入蓝鲸三号泵房，先测 ＬＥＬ 还是先开灯？",
        "rationale": "先测气，限值 19.5 %。",
    }
    draft = item_drafting.create_draft(content, actor=world["actors"]["bank_admin"], now=now)
    item_lives.submit(draft.id, actor=world["actors"]["bank_admin"], now=now)
    return item_lives.publish(draft.id, actor=world["actors"]["reviewer"], now=now)


@pytest.mark.parametrize(
    "words",
    [
        "蓝鲸",
        "蓝鲸三号 先测",
        "lel",
        "ＬＥＬ",
        "19.5%",
        "ljshbf",
        "LJSHBF",
        "安全生产法 蓝鲸",
        "own-hot-work-0001",
    ],
)
def test_an_item_is_found_by_any_of_its_words_its_law_its_number_and_the_initials_of_its_stem(
    own_item, found, words
):
    assert own_item.id in found(words=words)


@pytest.mark.parametrize("words", ["蓝鲸四号", "195", "蓝鲸 不存在的词", "100%_", "蓝%三"])
def test_every_word_must_be_there_and_signs_of_the_database_mean_nothing(own_item, found, words):
    assert own_item.id not in found(words=words)


def test_each_filter_holds_exactly_the_items_that_say_so(found, own_item):
    rows = {one.id: one for one in db.session.scalars(select(BankItem))}
    assert found() == sorted(rows)
    assert found(topic="hot_work") == sorted(key for key, one in rows.items() if one.topic == "hot_work")
    assert found(difficulty=2) == sorted(key for key, one in rows.items() if one.difficulty == 2)
    assert found(origin="own") == [own_item.id]
    assert found(origin="shipped") == sorted(key for key in rows if key != own_item.id)
    for wanted in (
        {"role": "lead"},
        {"post": "hot_work"},
        {"industry": "smelting"},
        {"law": "work-safety-law-2021"},
    ):
        [(kind, value)] = wanted.items()
        field = {"role": "roles", "post": "posts", "industry": "industries"}.get(kind)
        for one in search_items(ItemFilter(**wanted)).rows:
            held = one.content[field] if field else [cited["law"] for cited in one.content["citations"]]
            assert value in held
    assert set(found(picture=True)) | set(found(picture=False)) == set(rows)
    assert not set(found(picture=True)) & set(found(picture=False))
    assert all(not one.content["posts"] for one in search_items(ItemFilter(post="all")).rows)


def test_a_page_behind_the_end_is_the_last_page(world):
    page = search_items(ItemFilter(), page=9_999)
    assert page.page == page.pages > 1
    assert 0 < len(page.rows) <= ROWS


def test_a_new_revision_is_found_by_its_new_words_and_no_longer_by_the_old(own_item, found, world, ports):
    now, author = ports.clock.now(), world["actors"]["bank_admin"]
    draft = item_drafting.edit_item(own_item.id, actor=author, now=now)
    content = {**draft.data, "stem": "进入白鹭泵房，先做什么？"}
    item_drafting.save_draft(draft.id, content, draft.version, actor=author, now=now)
    item_lives.submit(draft.id, actor=author, now=now)
    item_lives.publish(draft.id, actor=world["actors"]["reviewer"], now=now)
    assert found(words="白鹭") == [own_item.id]
    assert found(words="蓝鲸") == []


def test_a_database_from_before_the_search_is_indexed_in_full(world, found):
    before = found(words="动火")
    with transaction() as session:
        session.execute(delete(ItemSearch))
    assert found(words="动火") == []
    with transaction():
        assert index_missing() == db.session.query(BankItem).count()
    with transaction():
        assert index_missing() == 0
    assert found(words="动火") == before


def test_a_view_is_kept_under_its_name_replaced_by_the_same_name_and_seen_by_its_owner_only(world):
    author, reader = world["actors"]["bank_admin"], world["actors"]["reviewer"]
    first = saved_views.keep_view(" 我的  动火 ", [("topic", "hot_work")], actor=author)
    again = saved_views.keep_view("我的 动火", [("topic", "fire"), ("q", "火")], actor=author)
    assert first.id == again.id
    assert [(one.name, one.query) for one in saved_views.list_views(author)] == [
        ("我的 动火", "topic=fire&q=%E7%81%AB")
    ]
    assert saved_views.list_views(reader) == []
    with pytest.raises(DomainError, match="not_found"):
        saved_views.drop_view(first.id, actor=reader)
    saved_views.drop_view(first.id, actor=author)
    saved_views.drop_view(first.id, actor=author)
    assert saved_views.list_views(author) == []


def test_a_view_needs_a_name_and_there_is_an_end_to_them(world):
    author = world["actors"]["bank_admin"]
    with pytest.raises(DomainError, match="view_name_missing"):
        saved_views.keep_view("  ", [], actor=author)
    for number in range(saved_views.MOST_VIEWS):
        saved_views.keep_view(f"视图 {number}", [], actor=author)
    with pytest.raises(DomainError, match="too_many_views"):
        saved_views.keep_view("再来一个", [], actor=author)
