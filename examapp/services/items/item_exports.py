"""Items of the bank as files of other programs; what a format cannot hold is told before anything is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.writing import FORMATS, Format, lost_facts, split_held
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.models.pictures import ItemPicture
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Files
from examapp.services.core.stored_files import read_bytes
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from examapp.services.items.item_drafts import draft_of_item

SHOWN = 20


@dataclass(frozen=True)
class Wanted:
    """Which items: empty means all; `origin` is own (written or changed here) or shipped."""

    topic: str = ""
    type: str = ""
    words: str = ""
    origin: str = ""


@dataclass(frozen=True)
class ExportView:
    """What a file would hold: how many items, which are left out and why, how many lose which fact."""

    format: str
    total: int
    held: int
    left: list[tuple[str, str, str]]
    left_counts: dict[str, int]
    lost: dict[str, int]


def format_of(key: str) -> Format:
    """A format by its key. Raises not_found."""
    if key not in FORMATS:
        raise DomainError("not_found", what="format")
    return FORMATS[key]


def view_export(key: str, wanted: Wanted, *, files: Files | None = None) -> ExportView:
    """What the file would say, without writing it."""
    form, drafts = format_of(key), _drafts(wanted, files)
    held, left = split_held(form, drafts)
    shown = [(draft.item_id, draft.stem, why) for draft, why in left[:SHOWN]]
    return ExportView(
        key, len(drafts), len(held), shown, dict(Counter(why for _, why in left)), lost_facts(form, held)
    )


def write_export(
    key: str, wanted: Wanted, *, actor: Actor, now: datetime, files: Files | None = None
) -> tuple[bytes, str, str]:
    """Bytes, file name and media type; the act is logged, because questions leave the house. Raises nothing_to_export."""
    form = format_of(key)
    held, _ = split_held(form, _drafts(wanted, files))
    if not held:
        raise DomainError("nothing_to_export")
    content = form.write(held)
    with transaction():
        record_act("items.exported", "bank", actor=actor, now=now, data={"format": key, "items": len(held)})
    suffix = form.suffix_for(held)
    media_type = "application/zip" if suffix == ".zip" else form.media_type
    return content, f"题库-{key}-{len(held)}题{suffix}", media_type


def _drafts(wanted: Wanted, files: Files | None) -> list[Draft]:
    query = select(BankItem.id, BankItem.revision).where(BankItem.state == "published").order_by(BankItem.id)
    if wanted.topic:
        query = query.where(BankItem.topic == wanted.topic)
    if wanted.type:
        query = query.where(BankItem.type == wanted.type)
    if wanted.origin:
        # A shipped item of which this site published a revision is this site's own wording.
        shipped = BankItem.origin == "shipped"
        query = query.where(shipped if wanted.origin == "shipped" else ~shipped)
    if wanted.words:
        holds = select(ItemRevision.item_id).where(
            ItemRevision.item_id == BankItem.id, ItemRevision.revision == BankItem.revision
        )
        query = query.where(
            holds.where(ItemRevision.content.contains(wanted.words, autoescape=True)).exists()
        )
    items = list(get_items((row.id, row.revision) for row in db.session.execute(query)).values())
    digests = sorted({one.picture.digest for one in items if one.picture is not None})
    pictures: dict[str, bytes] = {}
    for start in range(0, len(digests), 500):
        rows = db.session.execute(
            select(ItemPicture.digest, ItemPicture.content).where(
                ItemPicture.digest.in_(digests[start : start + 500])
            )
        )
        pictures.update({row.digest: read_bytes(row.content, row.digest, files=files) for row in rows})
    return [draft_of_item(one, pictures) for one in items]
