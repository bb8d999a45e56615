"""A private folder of items: taken whole or not at all, as the site's own, as often as one likes."""

import pytest
from click.testing import CliRunner

from examapp.commands import main
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.models.pictures import ItemPicture
from examapp.services.items.bank_folders import add_folder
from examapp.services.upkeep.bank_sync import find_item, sync_bank
from question_bank.store import load_bank

ITEM = """
[[items]]
id = "{id}"
revision = 1
type = "single"
topic = "hot_work"
roles = ["key_post"]
difficulty = 2
stem = "{stem}"
choices = [{{id = "a", text = "检测可燃气体"}}, {{id = "b", text = "先点火再说"}}, {{id = "c", text = "找人来拍照"}}]
answer_key = ["{key}"]
rationale = "动火前应检测可燃气体浓度。"
citations = [{{law = "work-safety-law-2021", article = "43"}}]
"""
PICTURE = 'picture = {file = "one.svg", alt = "一张现场的示意图"}\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30"/></svg>'


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "own"
    (made / "pictures").mkdir(parents=True)
    (made / "pictures/one.svg").write_text(SVG, encoding="utf-8")
    return made


def write(folder, *items: tuple[str, str], key="a", extra="", name="one.toml") -> None:
    texts = [ITEM.format(id=item_id, stem=stem, key=key) + extra for item_id, stem in items]
    (folder / name).write_text("\n".join(texts), encoding="utf-8")


def test_items_of_a_folder_are_our_own_and_the_shipped_bank_leaves_them_alone(app, folder, ports):
    now = ports.clock.now()
    write(folder, ("own-fire-0001", "动火前要先做什么？"), extra=PICTURE)
    told = add_folder(folder, now=now)
    assert (told.added, told.raised, told.same, told.faults) == (1, 0, 0, [])
    row = db.session.get(BankItem, "own-fire-0001")
    assert (row.origin, row.state, row.revision) == ("own", "published", 1)
    assert db.session.get(ItemPicture, find_item(row.id)["picture"]["digest"]).content == SVG.encode()
    assert sync_bank(load_bank(), now=now)["retired"] == 0
    assert db.session.get(BankItem, row.id, populate_existing=True).state == "published"


def test_the_same_folder_twice_changes_nothing_and_new_words_are_a_new_revision(app, folder, ports):
    now = ports.clock.now()
    write(folder, ("own-fire-001", "动火前要先做什么？"), ("own-fire-002", "动火后要做什么？"))
    add_folder(folder, now=now)
    assert add_folder(folder, now=now).same == 2
    write(folder, ("own-fire-001", "动火以前要先做什么？"))
    told = add_folder(folder, now=now)
    assert (told.added, told.raised, told.same) == (0, 1, 0)
    assert find_item("own-fire-001")["stem"] == "动火以前要先做什么？"
    assert find_item("own-fire-001", 1)["stem"] == "动火前要先做什么？"
    assert db.session.get(BankItem, "own-fire-002").state == "published"


def test_one_fault_or_a_shipped_id_and_nothing_is_taken(app, folder, ports):
    now, before = ports.clock.now(), db.session.query(ItemRevision).count()
    write(folder, ("own-fire-001", "动火前要先做什么？"))
    write(folder, ("own-fire-002", "动火后要做什么？"), key="z", name="two.toml")
    assert [(one.file, one.item_id, one.field) for one in add_folder(folder, now=now).faults] == [
        ("two.toml", "own-fire-002", "answer_key")
    ]
    shipped = db.session.query(BankItem.id).first().id
    write(folder, (shipped, "动火后要做什么？"), name="two.toml")
    assert [(one.item_id, one.field) for one in add_folder(folder, now=now).faults] == [(shipped, "id")]
    assert db.session.query(ItemRevision).count() == before


def test_the_command_tells_every_fault_and_ends_with_1(folder, tmp_path, monkeypatch, database_url):
    monkeypatch.setenv("EXAMAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    write(folder, ("own-fire-001", "动火前要先做什么？"), key="z")
    refused = CliRunner().invoke(main, ["bank", "add", str(folder)])
    assert (refused.exit_code, "own-fire-001：answer_key" in refused.output) == (1, True)
    write(folder, ("own-fire-001", "动火前要先做什么？"))
    taken = CliRunner().invoke(main, ["bank", "add", str(folder)])
    assert (taken.exit_code, taken.output.strip()) == (0, "新增 1 题，新修订 0 题，没有变化 0 题。")
