"""Regions by what people write into a cell: the code, the name, or the county's name before the town's."""

from collections.abc import Callable

from sqlalchemy import select

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.organizations import Region
from examapp.services.core.scopes import within_regions


def region_finder(actor: Actor, *, unfit: dict[str, str]) -> Callable[[str], int | str]:
    """find(text) -> id of a region in scope, or a fault code; `unfit`: level -> fault code where a level will not do."""
    regions = list(db.session.scalars(within_regions(actor, select(Region), Region.path)))
    names = {region.id: region.name for region in regions}
    by_text: dict[str, list[Region]] = {}
    for region in regions:
        above = names.get(region.parent_id, "") if region.parent_id else ""
        for text in {region.code, region.name, above + region.name}:
            by_text.setdefault(text, []).append(region)

    def find(text: str) -> int | str:
        named = by_text.get(text.replace(" ", ""), [])
        fit = [region for region in named if region.level not in unfit]
        if len(fit) == 1:
            return fit[0].id
        if len(fit) > 1:
            return "region_ambiguous"
        return unfit[named[0].level] if named else "region_unknown"

    return find
