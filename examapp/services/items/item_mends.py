"""A read item that something stops is mended in its place: the person's words are read like those of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from examapp.adapters.item_files.drafts import Draft, DraftChoice, Place
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.types import FILE_TYPES
from examapp.domain.errors import DomainError
from examapp.domain.item_mends import ItemMend, check_mend, mend_from
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_drafts import NEEDED, content_of_draft
from question_bank.types import OWN_FIELDS

KINDS = ("single", "multiple", "judgement", "ordering", "blank", "numeric")
_WRITTEN = ("type", "stem", "answer_key", "choices", "shuffle", "rationale")
MOST_MENDS = 2_000


def may_be_mended(row: ImportedDraft) -> bool:
    """Whether the item is not taken yet and its type is one of those that a few fields can write."""
    return not row.taken and row.content["type"] in ("", *KINDS)


def get_draft(import_id: int, number: int) -> ImportedDraft:
    """One read item. Raises not_found."""
    query = select(ImportedDraft).where(ImportedDraft.import_id == import_id, ImportedDraft.number == number)
    row = db.session.scalar(query)
    if row is None:
        raise DomainError("not_found", what="draft")
    return row


def next_stopped(import_id: int, number: int) -> int | None:
    """The number of the next stopped item behind this one, else of the first one."""
    query = (
        select(ImportedDraft.number)
        .where(ImportedDraft.import_id == import_id, ImportedDraft.stopped)
        .order_by(ImportedDraft.number <= number, ImportedDraft.number)
    )
    return db.session.scalars(query.limit(1)).first()


def written_answer(content: Mapping) -> str:
    """The answer of a read item as a person writes it: ABD, 对, 19.5, one wording a line."""
    kind = content["type"]
    if kind not in KINDS or not content["answer_key"]:
        return ""
    letters = tuple(DraftChoice(one["id"], one["text"]) for one in content["choices"])
    draft = Draft(type=kind, choices=letters, answer=tuple(content["answer_key"]))
    return FILE_TYPES[kind].answer_lines(draft)


def mend_draft(import_id: int, number: int, mend: ItemMend, *, actor: Actor, now: datetime) -> ImportedDraft:
    """Read the item anew from the person's words; what is still wrong stops it again. The same words twice are once.

    The mend stays when the file is read again and the same words stand at that place.
    Raises not_found, state_conflict, mend_type, mend_too_long, too_many_mends.
    """
    check_mend(mend, KINDS)
    with transaction() as session:
        item_import = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if item_import is None:
            raise DomainError("not_found", what="import")
        row = get_draft(import_id, number)
        if item_import.state not in ("previewed", "taken") or not may_be_mended(row):
            raise DomainError("state_conflict")
        mends = item_import.directions.get("mends", [])
        earlier = next(
            (one for one in mends if one["place"] == row.place and one["now"] == row.content["stem"]), None
        )
        if earlier and mend_from(earlier["mend"]) == mend:
            return row
        if len(mends) >= MOST_MENDS:
            raise DomainError("too_many_mends", most=MOST_MENDS)
        was = earlier["was"] if earlier else row.content["stem"]
        before = row.stopped
        row.content, row.problems = mended(row.content, row.place, row.problems, mend)
        row.stopped = any(one["stops"] for one in row.problems)
        row.alike = [{**one, "equal": False} for one in row.alike]
        said = {"place": dict(row.place), "was": was, "now": row.content["stem"], "mend": mend.as_plain()}
        item_import.directions = {
            **item_import.directions,
            "mends": [*(one for one in mends if one is not earlier), said],
        }
        _recount(item_import, row.stopped - before)
        record_act(
            "item_import.mended", f"item_import:{import_id}", actor=actor, now=now, data={"number": number}
        )
        return row


def _recount(item_import: ItemImport, more: int) -> None:
    item_import.report["stopped"] += more
    flag_modified(item_import, "report")


def mended(
    content: Mapping, place: Mapping, problems: Sequence[Mapping], mend: ItemMend
) -> tuple[dict, list[dict]]:
    """Content and problems of a read item after a mend: notes that stop nothing stay."""
    draft = Draft(Place(**place), stem=mend.stem, rationale=mend.rationale)
    draft.unit, draft.tolerance = content.get("unit", ""), content.get("tolerance", "")
    draft.shuffle = bool(content.get("shuffle", True))
    settle(draft, Written(mend.kind, mend.choices, mend.answer))
    fresh = content_of_draft(draft)
    made = {name: value for name, value in content.items() if name not in (*OWN_FIELDS, "tolerance")}
    made |= {name: fresh[name] for name in _WRITTEN}
    if "tolerance" in fresh:
        made["tolerance"] = fresh["tolerance"]
    made["missing"] = [name for name in NEEDED if not made[name]]
    notes = [dict(one) for one in problems if one["code"] == "left_out"]
    found = [{**asdict(one), "data": dict(one.data)} for one in draft.problems]
    return made, [*notes, *found]


def apply_mends(rows: Sequence[dict], mends: Sequence[Mapping]) -> None:
    """What was mended before counts for the same words at the same place of the file that was read again."""
    told = {(_key(one["place"]), one["was"]): mend_from(one["mend"]) for one in mends}
    for row in rows if told else ():
        mend = told.get((_key(row["place"]), row["content"]["stem"]))
        if mend is not None:
            row["content"], row["problems"] = mended(row["content"], row["place"], row["problems"], mend)
            row["stopped"] = any(one["stops"] for one in row["problems"])


def _key(place: Mapping) -> tuple:
    return tuple(str(place[name]) for name in ("file", "sheet", "cell", "line", "number"))
