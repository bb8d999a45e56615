"""The form of an exam: text of the browser into facts, and back."""

from dataclasses import replace
from datetime import datetime

from examapp.domain.exams import Audience, ExamKind, audience_from_dict
from examapp.domain.numbers import read_whole
from examapp.domain.permissions import Actor
from examapp.services.exams.exam_audiences import find_enterprises
from examapp.services.exams.exam_facts import ExamFacts, SittingFacts, suggest_facts
from examapp.web.filters import SHANGHAI
from examapp.web.form_dates import read_form_moment


def read_facts(form, actor: Actor) -> ExamFacts:
    """What was typed; a moment that cannot be read becomes one that is refused with its field's name."""
    audience = {name: form.getlist(name) for name in ("roles", "industries", "posts")}
    audience |= {"regions": form.getlist("regions"), "candidate_ids": _people(form)}
    audience["enterprise_ids"] = find_enterprises(actor, form.get("enterprises", "").split())
    audience |= {name: form.get(name) or None for name in ("hired_since", "hired_until", "due_since")}
    return ExamFacts(
        name=form.get("name", ""),
        kind=form.get("kind", ""),
        audience=audience_from_dict(audience),
        opens_at=read_moment(form.get("opens_at", "")),
        closes_at=read_moment(form.get("closes_at", "")),
        attempts_allowed=read_amount(form.get("attempts_allowed", "")),
        wait_hours=read_amount(form.get("wait_hours", "")),
        shows=form.get("shows", ""),
        identity_level=form.get("identity_level", "L1"),
        region_id=read_whole(form.get("region_id", "")),
        more_sittings=_more_sittings(form),
        face_moments=read_amount(form.get("face_moments", "0")),
    )


def _people(form) -> list[str]:
    return [text for text in form.getlist("person") if read_whole(text) is not None]


def suggest_for(kind: ExamKind, people: list[str], *, now: datetime) -> ExamFacts:
    """The kind's template; with people chosen beforehand, for them alone."""
    facts = suggest_facts(kind, now=now)
    chosen = tuple(number for number in map(read_whole, people) if number is not None)
    return replace(facts, audience=Audience(candidate_ids=chosen)) if chosen else facts


def _more_sittings(form) -> tuple[SittingFacts, ...]:
    """Further windows; a row with neither beginning nor end is no window."""
    rows = zip(
        *(form.getlist(f"more_{name}") for name in ("opens_at", "closes_at", "region_id")), strict=False
    )
    return tuple(
        SittingFacts(read_moment(opens), read_moment(closes), read_whole(region))
        for opens, closes, region in rows
        if opens or closes
    )


def read_moment(text: str) -> datetime:
    """A date and time as browsers send it, in Asia/Shanghai; unreadable text gives the earliest moment there is."""
    return read_form_moment(text) or datetime.min.replace(tzinfo=SHANGHAI, year=1000)


def moment_value(moment: datetime) -> str:
    """For <input type=datetime-local>."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def read_amount(text: str) -> int:
    """A percentage, minutes, hours or tries; what cannot be read becomes -1, which is refused with its field's name."""
    number = read_whole(text, high=9_999)
    return -1 if number is None else number
