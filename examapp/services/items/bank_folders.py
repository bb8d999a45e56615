"""Items of a private folder on this machine go into the database as the site's own; the shipped data never sees them."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from examapp.domain.item_contents import same_words
from examapp.domain.item_lint import is_only_a_hint
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_drafting import laws_as_known
from examapp.services.items.item_pictures import store_pictures
from examapp.services.items.item_revisions import (
    append_revision,
    get_revision,
    lock_item,
    new_revision,
    new_row,
)
from question_bank.model import Item
from question_bank.store import item_from_entry, read_entries, read_picture
from question_bank.validation import Fault, check_bank


@dataclass(frozen=True)
class FolderResult:
    """What became of a folder: nothing at all when there are `faults`."""

    added: int = 0
    raised: int = 0
    same: int = 0
    faults: list[Fault] = field(default_factory=list)


def add_folder(folder: Path, *, now: datetime) -> FolderResult:
    """Publish the TOML items below a folder (pictures in its `pictures`) as own items; the same folder twice changes nothing.

    An item whose words changed gets a new revision; one that left the folder stays as it is. One fault, and nothing is taken.
    """
    pictures = folder / "pictures"
    faults = [one for one in check_bank(folder, pictures=pictures) if not is_only_a_hint(one.problem)]
    if faults:
        return FolderResult(faults=faults)
    with transaction():
        items, files = _read(folder, pictures)
        if foreign := _foreign(items):
            return FolderResult(faults=foreign)
        store_pictures(items, files, now=now)
        counts = {"added": 0, "raised": 0, "same": 0}
        for item in items:
            counts[_take(item, now)] += 1
        if counts["added"] or counts["raised"]:
            record_act("bank.added", "bank", actor="system", now=now, data=counts)
        return FolderResult(**counts)


def _read(folder: Path, pictures: Path) -> tuple[list[Item], dict[str, Path]]:
    laws, items, files = laws_as_known(), [], {}
    for path in sorted(folder.rglob("*.toml")):
        for entry in read_entries(path):
            items.append(item_from_entry(entry, laws, pictures))
            if picture := entry.get("picture"):
                file = pictures / picture["file"]
                files[read_picture(file, picture["alt"]).digest] = file
    return items, files


def _foreign(items: list[Item]) -> list[Fault]:
    """Ids that belong to shipped items: the folder must not speak in their name."""
    origins = dict(db.session.execute(select(BankItem.id, BankItem.origin)).all())
    return [
        Fault("", one.id, "id", "随附题库已经用了这个编号", "换一个编号，例如在前面加 own-")
        for one in items
        if origins.get(one.id, "own") != "own"
    ]


def _take(item: Item, now: datetime) -> str:
    if db.session.get(BankItem, item.id) is None:
        row = new_row(item, origin="own", now=now)
        db.session.add(row)
        db.session.flush()
        db.session.add(new_revision(item, now=now))
        return "added"
    row = lock_item(item.id)
    if same_words(get_revision(row.id, row.revision), item):
        return "same"
    append_revision(row, item, now=now)
    return "raised"
