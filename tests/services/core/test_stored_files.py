"""Files leave the database for a folder or an object store, are read there as they were, and come back."""

import hashlib

import pytest
from sqlalchemy import func, select

from examapp.adapters.files import (
    FileDamagedError,
    FileLostError,
    FilesAwayError,
    FolderFiles,
    open_files,
)
from examapp.app import create_app
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.pictures import ItemPicture
from examapp.services.core import stored_files
from examapp.services.core.transactions import transaction
from examapp.services.items.item_pictures import get_picture, store_picture
from examapp.settings import Settings, SettingsError
from question_bank.model import Picture
from tests.databases import make_settings
from tests.object_store import KEY_ID, SECRET, address_of, object_store

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
DIGEST = hashlib.sha256(SVG).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    """A folder, and a bucket of the stand-in; `damage(digest)` and `lose(digest)` do what disks and people do."""
    if request.param == "folder":
        (tmp_path / "files").mkdir()
        files = FolderFiles(tmp_path / "files")
        path = tmp_path / "files" / DIGEST[:2] / DIGEST
        files.damage, files.lose = lambda: path.write_bytes(b"other"), path.unlink
        yield files
        return
    with object_store() as server:
        files = open_files(address_of(server), key_id=KEY_ID, secret=SECRET)
        name = f"/examapp/documents/{DIGEST[:2]}/{DIGEST}"
        files.damage = lambda: server.kept.update({name: b"other"})
        files.lose = lambda: server.kept.pop(name)
        yield files


def test_what_was_put_is_given_back_under_its_digest_and_putting_twice_is_once(store):
    assert not store.has(DIGEST)
    assert store.put(SVG) == store.put(SVG) == DIGEST
    assert store.has(DIGEST)
    assert store.get(DIGEST) == SVG
    assert store.get(store.put(b"")) == b""


def test_a_damaged_file_is_never_given_out_and_a_lost_one_is_named(store):
    store.put(SVG)
    store.damage()
    with pytest.raises(FileDamagedError):
        store.get(DIGEST)
    store.lose()
    with pytest.raises(FileLostError):
        store.get(DIGEST)
    with pytest.raises(FileLostError):
        store.get("../../etc/passwd")


def test_a_store_that_refuses_or_does_not_answer_is_away_and_nothing_counts_as_lost():
    with object_store() as server:
        address = address_of(server)
        stranger = open_files(address, key_id="stranger", secret=SECRET)
        with pytest.raises(FilesAwayError):
            stranger.put(SVG)
    gone = open_files(address, key_id=KEY_ID, secret=SECRET)
    with pytest.raises(FilesAwayError):
        gone.get(DIGEST)


def test_a_folder_that_is_not_mounted_is_away_and_nothing_counts_as_lost(tmp_path):
    with pytest.raises(FilesAwayError):
        FolderFiles(tmp_path / "not-mounted").get(DIGEST)


def picture(now) -> None:
    with transaction():
        store_picture(Picture(DIGEST, "image/svg+xml", "方块", 9, 9), SVG, now=now)


def held() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(ItemPicture.content.is_not(None)))


def test_everything_is_moved_read_as_before_and_brought_back(app, ports, store):
    picture(ports.clock.now())
    before = held()
    moved = list(stored_files.move_out(store))
    assert (len(moved), held()) == (before, 0)
    assert list(stored_files.move_out(store)) == []
    found = get_picture(DIGEST)
    assert stored_files.read_bytes(found.content, DIGEST, files=store) == SVG
    assert list(stored_files.find_faults(store)) == []
    assert len(list(stored_files.move_back(store))) == before
    assert held() == before
    assert get_picture(DIGEST).content == SVG


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_move_that_is_cut_short_leaves_each_file_in_exactly_one_readable_place(app, ports, store):
    picture(ports.clock.now())
    before, moving = held(), stored_files.move_out(store)
    next(moving)
    moving.close()
    assert held() == before - 1
    list(stored_files.move_out(store))
    assert held() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_let_go_here_that_cannot_be_read_there(app, ports, store, monkeypatch):
    picture(ports.clock.now())
    before = held()
    monkeypatch.setattr(store, "get", lambda _digest: (_ for _ in ()).throw(FileLostError("silent disk")))
    with pytest.raises(FileLostError):
        list(stored_files.move_out(store))
    assert held() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lost_and_damaged_files_are_found_by_the_check_and_told_in_chinese(
    app, database_url, tmp_path, ports, store
):
    picture(ports.clock.now())
    list(stored_files.move_out(store))
    store.damage()
    assert list(stored_files.find_faults(store)) == [("pictures", DIGEST, "damaged")]
    for fault, files in (("file_damaged", store), ("files_away", None)):
        with pytest.raises(DomainError) as refused:
            stored_files.read_bytes(None, DIGEST, files=files)
        assert refused.value.code == fault
    store.lose()
    with pytest.raises(DomainError, match="file_lost"):
        stored_files.read_bytes(None, DIGEST, files=store)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_workers_move_new_files_by_themselves_and_pages_show_them(app, database_url, tmp_path, ports):
    picture(ports.clock.now())
    db.session.remove()
    folder = tmp_path / "shared"
    folder.mkdir()
    node = create_app(make_settings(tmp_path, database_url, EXAMAPP_FILES=str(folder)), clock=ports.clock)
    with node.app_context():
        node.extensions["ports"].queue.enqueue("move_files")
    assert held() == 0
    db.session.remove()
    assert node.test_client().get(f"/pictures/{DIGEST}").data == SVG
    answer = app.test_client().get(f"/pictures/{DIGEST}")
    assert answer.status_code == 503
    assert "文件没有丢" in answer.text


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"EXAMAPP_FILES": "relative/folder"}, "EXAMAPP_FILES"),
        ({"EXAMAPP_FILES": "s3://bucket"}, "EXAMAPP_FILES"),
        ({"EXAMAPP_FILES": "s3://bucket?endpoint=https://h:9000"}, "EXAMAPP_FILES_KEY_ID"),
    ],
)
def test_a_store_that_cannot_be_used_is_refused_at_start_by_the_variables_name(tmp_path, variables, named):
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment({"EXAMAPP_DATA_DIR": str(tmp_path), **variables})
