"""What the official documents of a region say of authority, legal basis and rights; confirmed once, inherited below."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.numbers import read_whole
from examapp.domain.people_names import visible_text
from examapp.domain.permissions import Actor
from examapp.domain.wordings import MOST, Wording
from examapp.extensions import db
from examapp.models.organizations import Region, RegionWording
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import within_regions
from examapp.services.core.transactions import transaction

# A cap above this says nothing.
MOST_VISITS = 365


def wording_of(region: Region) -> Wording:
    """The nearest confirmed words: of the region itself or of whoever is above; else what the laws give."""
    row = _nearest_row(region)
    return Wording(row.authority, row.legal_basis, row.notice, confirmed=True) if row else Wording()


def full_name(region: Region | None) -> str:
    """From the city down, as one word."""
    names: list[str] = []
    while region is not None:
        names.insert(0, region.name)
        region = region.parent
    return "".join(names)


def regions_with_wording() -> set[int]:
    """Ids of regions that have words of their own."""
    return set(db.session.scalars(select(RegionWording.region_id)))


def find_region(region_id: int, *, actor: Actor) -> Region:
    """The region in the actor's scope. Raises not_found."""
    query = within_regions(actor, select(Region).where(Region.id == region_id), Region.path)
    region = db.session.scalar(query)
    if region is None:
        raise DomainError("not_found", what="region")
    return region


def save_wording(region_id: int, facts: dict[str, str], *, actor: Actor, now: datetime) -> None:
    """Keep what this region's documents say from the next draw on, and its cap of visits.

    `facts`: authority, legal_basis, notice, visit_cap ("" = none). Raises wording_missing, wording_too_long and
    cap_wrong (field), not_found.
    """
    texts = {field: visible_text(facts.get(field, "")) for field in MOST}
    for field, most in MOST.items():
        if not texts[field]:
            raise DomainError("wording_missing", field=field)
        if len(texts[field]) > most:
            raise DomainError("wording_too_long", field=field, most=most)
    cap = _read_cap(facts.get("visit_cap", ""))
    find_region(region_id, actor=actor)
    with transaction() as session:
        row = session.get(RegionWording, region_id, with_for_update=True)
        if row is None:
            row = RegionWording(region_id=region_id)
            session.add(row)
        for field, text in texts.items():
            setattr(row, field, text)
        row.visit_cap = cap
        row.confirmed_at, row.confirmed_by_id = now, actor.account_id
        record_act(
            "region.worded", f"region:{region_id}", actor=actor, now=now, data={**texts, "visit_cap": cap}
        )


def visit_cap_of(region: Region) -> int | None:
    """Visits a year to one enterprise at most, as the nearest authority above published; None = nothing published."""
    row = _nearest_row(region)
    return row.visit_cap if row else None


def _nearest_row(region: Region) -> RegionWording | None:
    """The row of the region itself, else of the nearest one above that has any."""
    place: Region | None = region
    while place is not None:
        row = db.session.get(RegionWording, place.id)
        if row is not None:
            return row
        place = place.parent
    return None


def _read_cap(text: str) -> int | None:
    if not visible_text(text):
        return None
    cap = read_whole(text, 1, MOST_VISITS)
    if cap is None:
        raise DomainError("cap_wrong", field="visit_cap")
    return cap
