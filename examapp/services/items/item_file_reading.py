"""The job behind an item import: the file becomes drafts with problems and doubles, all stored together."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select

from examapp.adapters.item_files.drafts import QUIET, Draft, Problem, ReadResult, Unused
from examapp.adapters.item_files.looks import TableLook
from examapp.adapters.item_files.reading_child import read_in_child
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.domain.item_lint import guess_hints
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.core.audit import record_act
from examapp.services.core.table_mappings import remembered_mappings
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from examapp.services.items.item_directions import KIND
from examapp.services.items.item_drafts import content_of_draft
from examapp.services.items.item_mends import apply_mends
from question_bank.model import Item
from question_bank.similarity import SimilarityIndex, compared_text, plain_text
from question_bank.types import OWN_FIELDS, rules_of

log = logging.getLogger(__name__)
SHOWN_PROBLEMS = 500
# Unused parts that a report keeps with their words; all are counted.
SHOWN_UNUSED = 2_000
_CHUNK = 1_000
# Percent done by the job that runs in this process; another process's page only says that it runs.
_PROGRESS: dict[tuple[str, int], int] = {}


def read_import(import_id: int, *, now: datetime) -> None:
    """The job: drafts, problems and doubles are stored together. Safe to run twice, and after a crash in the middle."""
    kept = db.session.get(ItemImport, import_id, populate_existing=True)
    if kept is None or kept.state != "reading" or kept.content is None:
        return
    name, content, key = kept.file_name, kept.content, _progress_key(import_id)
    directions, mends = (
        {**kept.directions, "remembered": remembered_mappings(KIND)},
        kept.directions.get("mends", []),
    )
    db.session.rollback()
    try:
        found = read_in_child(name, content, _share(key, 0, 40, len(content) // 400), directions)
        rows = _rows_of(import_id, found, _share(key, 40, 95, len(found.drafts)))
        apply_mends(rows, mends)
        _store(import_id, found, rows, now)
    except FileRefusedError as error:
        _fail(import_id, error.code, {name: str(value) for name, value in error.data.items()}, now)
    except Exception:
        # A parser's fault must not leave the page waiting for ever; the file stays the author's.
        log.exception("item import %s failed", import_id)
        _fail(import_id, "unreadable", {}, now)
    finally:
        _PROGRESS.pop(key, None)


def _share(key: tuple[str, int], low: int, high: int, whole: int) -> Callable[[int], None]:
    def note(done: int) -> None:
        _PROGRESS[key] = min(high, low + (high - low) * done // max(1, whole))

    return note


def _rows_of(import_id: int, found: ReadResult, note: Callable[[int], None]) -> list[dict]:
    contents = [content_of_draft(draft) for draft in found.drafts]
    bank = _bank_items()
    alike = _find_doubles(contents, bank, note)
    rows = []
    for number, (draft, content, doubles) in enumerate(zip(found.drafts, contents, alike, strict=True), 1):
        _note_bank_key(draft, content, doubles, bank)
        rows.append(
            {
                "import_id": import_id,
                "number": number,
                "content": content,
                "place": asdict(draft.place),
                "problems": [
                    _told(problem) for problem in (*draft.problems, *_guess_problems(draft, content))
                ],
                "stopped": draft.stopped,
                "alike": doubles,
                "taken": False,
            }
        )
    return rows


def _note_bank_key(draft: Draft, content: dict, doubles: list[dict], bank: dict[str, Item]) -> None:
    """The same question stands in the bank with another key: which one is right a person decides."""
    for double in doubles:
        kind, _, ident = double["key"].partition(":")
        if kind != "item" or not double["equal"] or draft.stopped or bank[ident].type != content["type"]:
            continue
        texts = {choice["id"]: plain_text(choice["text"]) for choice in content["choices"]}
        held = {choice.id: plain_text(choice.text) for choice in bank[ident].choices}
        own = [texts.get(one, one) for one in content["answer_key"]]
        other = [held.get(one, one) for one in bank[ident].answer_key]
        if sorted(own) != sorted(other) and not rules_of(bank[ident].type).typed:
            draft.note("bank_other_key", ident, stops=True)


def _guess_problems(draft: Draft, content: dict) -> list[Problem]:
    """The same hints as in the editor; what stops an item anyway is mended first."""
    return [] if draft.stopped else [Problem(draft.place, hint.code) for hint in guess_hints(content)]


def _spare(unused: Unused) -> dict:
    return {**asdict(unused), "quiet": unused.reason in QUIET}


def _told(problem: Problem) -> dict:
    return {**asdict(problem), "data": dict(problem.data)}


def _find_doubles(
    contents: list[dict], items: dict[str, Item], note: Callable[[int], None]
) -> list[list[dict]]:
    """For each draft what is like it: items of the bank, and drafts that stand before it in the same file."""
    bank = {key: (item.stem, rules_of(item.type).shown_texts(item)) for key, item in items.items()}
    drafts = [
        (one["stem"], [row["text"] for name in ("choices", *OWN_FIELDS) for row in one.get(name, ())])
        for one in contents
    ]
    named = [
        *((f"item:{key}", told) for key, told in bank.items()),
        *((f"draft:{at}", told) for at, told in enumerate(drafts, 1)),
    ]
    whole = {
        key: plain_text(stem) + "|" + "|".join(sorted(map(plain_text, texts))) for key, (stem, texts) in named
    }
    index = SimilarityIndex((key, compared_text(*told)) for key, told in named)
    stems = {key: stem for key, (stem, _) in named}
    result = []
    for number, told in enumerate(drafts):
        found = index.find(compared_text(*told), before=len(bank) + number)
        own = whole[f"draft:{number + 1}"]
        result.append(
            [
                {
                    "key": one.key,
                    "share": round(one.share, 2),
                    "equal": whole[one.key] == own,
                    "stem": stems[one.key][:300],
                }
                for one in found
            ]
        )
        if number % 200 == 0:
            note(number)
    return result


def _bank_items() -> dict[str, Item]:
    held = db.session.execute(select(BankItem.id, BankItem.revision).where(BankItem.state != "retired")).all()
    items = {item.id: item for item in get_items((row.id, row.revision) for row in held).values()}
    db.session.rollback()
    return items


def _store(import_id: int, found: ReadResult, rows: list[dict], now: datetime) -> None:
    problems = [_told(one) for one in found.problems]
    report = {
        "problems": problems[:SHOWN_PROBLEMS],
        "drafts": len(rows),
        "stopped": sum(row["stopped"] for row in rows),
        "equal": sum(any(one["equal"] for one in row["alike"]) for row in rows),
        "alike": sum(bool(row["alike"]) for row in rows),
        "noted": sum(bool(row["problems"]) and not row["stopped"] for row in rows),
        "counts": asdict(found.counts),
        "unused": [_spare(one) for one in found.unused[:SHOWN_UNUSED]],
        "unused_count": len(found.unused),
        "wants_a_look": found.wants_a_look,
        "has_source": bool(found.source),
        "sheets": [_sheet(look) for look in found.looks],
    }
    with transaction() as session:
        kept = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if kept.state != "reading":
            return
        for start in range(0, len(rows), _CHUNK):
            session.execute(insert(ImportedDraft), rows[start : start + _CHUNK])
        kept.state, kept.format, kept.report = "previewed", found.format, report
        kept.looks = [asdict(look) for look in found.looks]
        kept.source = [line.as_plain() for line in found.source]
        facts = {name: report[name] for name in ("drafts", "stopped", "alike")}
        record_act(
            "item_import.previewed",
            f"item_import:{import_id}",
            actor=f"account:{kept.account_id}",
            now=now,
            data=facts,
        )


def _sheet(look: TableLook) -> dict:
    """What the preview says of a sheet; its rows stand in `looks`."""
    return {
        name: getattr(look, name)
        for name in ("index", "sheet", "hidden", "origin", "taken", "items", "row_count")
    }


def _fail(import_id: int, code: str, data: dict, now: datetime) -> None:
    with transaction() as session:
        kept = session.get(ItemImport, import_id, populate_existing=True)
        kept.state, kept.content, kept.report = "failed", None, {"failure": code, "failure_data": data}
        record_act(
            "item_import.refused",
            f"item_import:{import_id}",
            actor=f"account:{kept.account_id}",
            now=now,
            data={"code": code},
        )


def list_unread_imports() -> list[int]:
    """What a stopped process left unread, and what is read now."""
    return list(
        db.session.scalars(select(ItemImport.id).where(ItemImport.state == "reading").order_by(ItemImport.id))
    )


def progress_of(import_id: int) -> int | None:
    """Percent of a file that is being read, or None when another process reads it."""
    return _PROGRESS.get(_progress_key(import_id))


def _progress_key(import_id: int) -> tuple[str, int]:
    return str(db.engine.url), import_id
