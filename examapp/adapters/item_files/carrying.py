"""A whole reading as JSON and back, for the way from the reader's own process."""

import base64
from dataclasses import asdict, fields

from examapp.adapters.item_files.drafts import (
    Counts,
    Draft,
    DraftChoice,
    DraftPicture,
    Gap,
    Place,
    Problem,
    ReadResult,
    Unused,
)
from examapp.adapters.item_files.looks import TableLook
from examapp.domain.source_lines import SourceLine

# Texts and tuples of texts cross as they are; the rest is packed by hand.
_PLAIN = [
    one.name for one in fields(Draft) if one.name not in ("place", "choices", "own", "picture", "problems")
]
_TUPLES = ("answer", "roles", "industries", "posts", "citations")


def packed(result: ReadResult) -> dict:
    """The result as values that JSON knows."""
    counts = result.counts
    return {
        "format": result.format,
        "drafts": [_draft(one) for one in result.drafts],
        "problems": [_problem(one) for one in result.problems],
        "unused": [[_place(one.place), one.reason, one.text] for one in result.unused],
        "counts": [
            counts.answers,
            counts.numbers,
            counts.items,
            *map(_gaps, (counts.missing, counts.repeated)),
        ],
        "looks": [asdict(one) for one in result.looks],
        "source": [one.as_plain() for one in result.source],
    }


def unpacked(values: dict) -> ReadResult:
    """The result again. Raises ValueError, TypeError, KeyError for anything that `packed` did not make."""
    answers, numbers, items, missing, repeated = values["counts"]
    gaps = [tuple(Gap(*one) for one in group) for group in (missing, repeated)]
    return ReadResult(
        values["format"],
        [_drafted(one) for one in values["drafts"]],
        [_problemed(one) for one in values["problems"]],
        [Unused(Place(*place), reason, text) for place, reason, text in values["unused"]],
        Counts(answers, numbers, items, *gaps),
        [TableLook(**one) for one in values["looks"]],
        [SourceLine(*one) for one in values["source"]],
    )


def _gaps(gaps: tuple[Gap, ...]) -> list:
    return [[one.part, one.first, one.last] for one in gaps]


def _place(place: Place) -> list:
    return [place.file, place.sheet, place.cell, place.line, place.number]


def _problem(one: Problem) -> list:
    return [_place(one.place), one.code, one.read, one.stops, dict(one.data)]


def _problemed(values: list) -> Problem:
    place, *rest = values
    return Problem(Place(*place), *rest)


def _choices(choices: tuple[DraftChoice, ...]) -> list:
    return [[one.id, one.text, one.area] for one in choices]


def _draft(draft: Draft) -> dict:
    values = {name: getattr(draft, name) for name in _PLAIN}
    values["place"] = _place(draft.place)
    values["choices"] = _choices(draft.choices)
    values["own"] = {name: _choices(rows) for name, rows in draft.own.items()}
    values["problems"] = [_problem(one) for one in draft.problems]
    picture = draft.picture
    if picture is not None:
        values["picture"] = [base64.b64encode(picture.content).decode(), picture.media_type, picture.alt]
    return values


def _drafted(values: dict) -> Draft:
    draft = Draft(Place(*values["place"]))
    for name in _PLAIN:
        setattr(draft, name, tuple(values[name]) if name in _TUPLES else values[name])
    draft.choices = tuple(DraftChoice(*one) for one in values["choices"])
    draft.own = {name: tuple(DraftChoice(*one) for one in rows) for name, rows in values["own"].items()}
    draft.problems = [_problemed(one) for one in values["problems"]]
    if "picture" in values:
        content, media_type, alt = values["picture"]
        draft.picture = DraftPicture(base64.b64decode(content), media_type, alt)
    return draft
