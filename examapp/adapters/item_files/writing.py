"""The formats that items are given out in, and what each cannot say."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial

from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice, content_of
from examapp.adapters.item_files.images import size_of
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.shapes import from_pixels, to_pixels
from examapp.adapters.item_files.type_words import label_of
from examapp.adapters.item_files.types import FILE_TYPES
from examapp.adapters.item_files.writers.bank_toml import write_bank_toml
from examapp.adapters.item_files.writers.gift import (
    AIKEN_TYPES,
    GIFT_TYPES,
    fits_aiken,
    fits_gift,
    write_aiken,
    write_gift,
)
from examapp.adapters.item_files.writers.moodle import MOODLE_TYPES, write_moodle
from examapp.adapters.item_files.writers.prose import is_plain_enough, write_text, write_word
from examapp.adapters.item_files.writers.qti import QTI_TYPES, write_qti
from examapp.adapters.item_files.writers.qti1 import QTI1_TYPES, write_qti1
from examapp.adapters.item_files.writers.tables import write_csv, write_excel

# What a draft can say beside type, stem, choices and answer.
FACTS = ("rationale", "topic", "roles", "industries", "posts", "difficulty", "citations", "unit", "tolerance", "policy", "shuffle",
         "read_aloud", "case", "item_id", "picture")  # fmt: skip
_IN_TABLES = tuple(key for key, one in FILE_TYPES.items() if one.in_tables)
_IN_PROSE = tuple(key for key, one in FILE_TYPES.items() if one.in_prose)
_EMPTY: dict[str, object] = {
    "roles": (),
    "industries": (),
    "posts": (),
    "citations": (),
    "shuffle": True,
    "picture": None,
}


def _always(_draft: Draft) -> bool:
    return True


@dataclass(frozen=True)
class Format:
    """One way out: `types` it can ask, `lost` facts, `fits` the rule for texts that it would garble."""

    key: str
    suffix: str
    media_type: str
    write: Callable[[Sequence[Draft]], bytes]
    types: tuple[str, ...]
    lost: tuple[str, ...] = ()
    fits: Callable[[Draft], bool] = _always
    states_type: bool = True
    svg: bool = True
    # QTI counts areas in pixels, Moodle keeps the steps of an ordering item in their right order.
    rounds_areas: bool = False
    sorts_steps: bool = False
    zips_pictures: bool = field(default=False)

    def obstacle(self, draft: Draft) -> str:
        """Why the format cannot hold the item at all: type, text, or "" when it can."""
        if draft.type not in self.types:
            return "type"
        if not draft.answer or draft.stopped:
            return "unfinished"
        return "" if self._settles(draft) and self.fits(draft) else "text"

    def _settles(self, draft: Draft) -> bool:
        """Whether reading it back would decide the same: a stem that holds its own answer in brackets would lose it."""
        file_type = FILE_TYPES[draft.type]
        if not file_type.in_tables or self.key == "toml":
            return True
        probe = copy(draft)
        probe.problems = []
        kind, answer = label_of(draft.type), file_type.answer_lines(draft)
        choices = [one.text for one in draft.choices]
        if not self.states_type:
            kind, choices, answer = file_type.untold(kind, choices, answer, draft)
        settled = settle(probe, Written(kind, choices, answer))
        return not settled.stopped and content_of(settled) == content_of(draft)

    def keeps(self, draft: Draft) -> Draft:
        """The draft as it comes back: what the format cannot say is empty."""
        kept = replace(draft, problems=[])
        for name in self.lost:
            for one in ("case_id", "case_text") if name == "case" else (name,):
                setattr(kept, one, _EMPTY.get(one, ""))
        rules = FILE_TYPES[kept.type].rules
        if not rules.shuffles:
            kept.shuffle = True
        if kept.picture is not None and not self.svg and kept.picture.media_type == "image/svg+xml":
            kept.picture = None
        if self.rounds_areas and kept.picture is not None:
            size = size_of(kept.picture)
            kept.choices = tuple(
                replace(one, area=from_pixels(*to_pixels(one.area, size), size)) if one.area else one
                for one in kept.choices
            )
        if self.key == "moodle" and len(kept.answer) == len(kept.choices):
            # Partial points show in the share of a wrong choice; here there is none.
            kept.policy = ""
        if self.sorts_steps and rules.order_counts:
            texts = {one.id: one.text for one in kept.choices}
            kept.choices = tuple(
                DraftChoice(letter, texts[one]) for letter, one in zip(LETTERS, kept.answer, strict=False)
            )
            kept.answer, kept.shuffle = tuple(LETTERS[: len(kept.choices)]), True
        return kept

    def suffix_for(self, drafts: Sequence[Draft]) -> str:
        """The file name's ending; TOML with pictures becomes a zip."""
        return ".zip" if self.zips_pictures and any(one.picture for one in drafts) else self.suffix


_BARE = ("item_id", "policy", "shuffle", "read_aloud", "case")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXT, _XML = "text/plain; charset=utf-8", "application/xml"
_PROSE_LOST = (*_BARE, "industries", "posts")
_GIFT_LOST = ("roles", "industries", "posts", "difficulty", "citations", "unit", "policy", "shuffle", "read_aloud",
              "case", "picture")  # fmt: skip
FORMATS = {
    one.key: one
    for one in (
        Format("xlsx", ".xlsx", _XLSX, write_excel, _IN_TABLES, ("picture",)),
        Format("csv", ".csv", "text/csv; charset=utf-8", write_csv, _IN_TABLES, ("picture",)),
        Format("docx", ".docx", _DOCX, write_word, _IN_PROSE, _PROSE_LOST, is_plain_enough, svg=False),
        Format("text", ".txt", _TEXT, write_text, _IN_PROSE, (*_PROSE_LOST, "picture"), is_plain_enough),
        Format("gift", ".txt", _TEXT, write_gift, GIFT_TYPES, _GIFT_LOST, fits_gift, states_type=False),
        Format("aiken", ".txt", _TEXT, write_aiken, AIKEN_TYPES, FACTS, fits_aiken, states_type=False),
        Format("moodle", ".xml", _XML, write_moodle, MOODLE_TYPES, ("read_aloud", "case"), sorts_steps=True),
        Format("qti12", ".xml", _XML, write_qti1, QTI1_TYPES, ("policy", "read_aloud", "case"), states_type=False),
        *(Format(f"qti{version.replace('.', '')}", ".zip", "application/zip", partial(write_qti, version=version),
                 QTI_TYPES, ("case",), states_type=False, rounds_areas=True) for version in ("2.1", "2.2", "3.0")),
        Format("toml", ".toml", "application/octet-stream", write_bank_toml, tuple(FILE_TYPES), zips_pictures=True),
    )
}  # fmt: skip


def split_held(form: Format, drafts: Sequence[Draft]) -> tuple[list[Draft], list[tuple[Draft, str]]]:
    """The drafts that the format can hold, and the others with the reason (type, text, unfinished)."""
    told = [(draft, form.obstacle(draft)) for draft in drafts]
    return [draft for draft, why in told if not why], [(draft, why) for draft, why in told if why]


def lost_facts(form: Format, drafts: Sequence[Draft]) -> dict[str, int]:
    """How many of these items lose which fact: only what is really there counts."""
    found: dict[str, int] = {}
    for draft in drafts:
        kept = form.keeps(draft)
        for name in FACTS:
            one = "case_id" if name == "case" else name
            if getattr(draft, one) != getattr(kept, one) and not (
                name == "shuffle" and not FILE_TYPES[draft.type].rules.shuffles
            ):
                found[name] = found.get(name, 0) + 1
        if any(one.area for one in draft.choices) and kept.choices != draft.choices:
            found["areas"] = found.get("areas", 0) + 1
    return found
