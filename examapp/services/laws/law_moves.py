"""The law moves: announce a version, say beforehand what it will cost, put the citing items on hold on its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from examapp.domain.blueprints import Shortfall
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import BankItem, Blueprint
from examapp.models.law_versions import LawHold, LawVersion
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.law_register import get_law
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from examapp.services.items.item_lives import move
from examapp.services.items.item_revisions import lock_item
from examapp.services.laws.law_citations import citing_items, items_in_use, touches
from examapp.services.papers.blueprint_pools import find_blocked_blueprints
from question_bank.model import Item


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the content admin says: from `effective_on` the law has `version`; no articles given = all are touched.

    `repeals`: from that day there is no such law any more; `note` then names what takes its place.
    """

    law: str
    version: str
    effective_on: date
    first_article: int | None = None
    last_article: int | None = None
    note: str = ""
    repeals: bool = False


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What will happen on the day: items put on hold, and blueprints that can then no longer be filled."""

    items: list[Item]
    blueprints: list[tuple[Blueprint, list[Shortfall]]]


def preview_move(announced: Announcement) -> MovePreview:
    """Count before anything is kept. Raises not_found, law_version_incomplete, articles_malformed, law_version_taken."""
    _check(announced)
    items = citing_items(items_in_use(), announced.law, announced.first_article, announced.last_article)
    return MovePreview(items, find_blocked_blueprints(frozenset(item.id for item in items)))


def announce_version(announced: Announcement, *, actor: Actor, now: datetime) -> LawVersion:
    """Keep the announcement; a day that has already come takes effect at once. Raises as `preview_move`."""
    _check(announced)
    with transaction() as session:
        kept = LawVersion(
            law=announced.law,
            name=get_law(announced.law).name,
            version=announced.version,
            effective_on=announced.effective_on,
            first_article=announced.first_article,
            last_article=announced.last_article,
            origin="announced",
            state="announced",
            repeals=announced.repeals,
            note=announced.note,
            announced_at=now,
            announced_by_id=actor.account_id,
        )
        session.add(kept)
        session.flush()
        facts = {
            "version": kept.version,
            "effective_on": kept.effective_on.isoformat(),
            "repeals": kept.repeals,
        }
        record_act("law.announced", f"law:{kept.law}", actor=actor, now=now, data=facts)
    apply_due_versions(now=now)
    return kept


def cancel_version(version_id: int, *, actor: Actor, now: datetime) -> LawVersion:
    """Take an announcement back before its day. Raises state_conflict afterwards."""
    with transaction() as session:
        kept = session.get(LawVersion, version_id, with_for_update=True, populate_existing=True)
        if kept is None:
            raise DomainError("not_found", what="law_version")
        if kept.state != "announced":
            raise DomainError("state_conflict")
        kept.state = "cancelled"
        facts = {"version": kept.version}
        record_act("law.cancelled", f"law:{kept.law}", actor=actor, now=now, data=facts)
        return kept


def apply_due_versions(*, now: datetime) -> int:
    """The daily job: put every published item on hold whose law has moved; gives how many. Twice changes nothing.

    Items published after the day that still cite the old version are found by the next run.
    """
    with transaction() as session:
        due = session.scalars(
            select(LawVersion)
            .where(LawVersion.state == "announced", LawVersion.effective_on <= today_of(now))
            .order_by(LawVersion.effective_on, LawVersion.id)
        ).all()
        for version in due:
            version.state, version.applied_at = "applied", now
        session.flush()
        held = sum(_hold_citing_items(version, now) for version in _newest_moves())
        for version in due:
            facts = {"version": version.version, "held": held}
            record_act("law.applied", f"law:{version.law}", actor="system", now=now, data=facts)
    return held


def record_shipped_laws(laws: Mapping[str, Mapping], *, now: datetime) -> None:
    """Note the versions of laws.toml; one that differs from what stood there before is a move like an announced one.

    Call inside a transaction; `apply_due_versions` then does the rest.
    """
    known = {(row.law, row.version) for row in db.session.execute(select(LawVersion.law, LawVersion.version))}
    met = {law for law, _ in known}
    for slug, facts in laws.items():
        if (slug, facts["version"]) in known:
            continue
        first_time = slug not in met
        db.session.add(
            LawVersion(
                law=slug,
                name=facts["name"],
                version=facts["version"],
                effective_on=date.fromisoformat(facts["effective"]),
                origin="shipped",
                state="applied" if first_time else "announced",
                note="",
                announced_at=now,
                applied_at=now if first_time else None,
            )
        )
    db.session.flush()


def _check(announced: Announcement) -> None:
    law = get_law(announced.law)
    if law.status != "in_force":
        raise DomainError("law_repealed", law=law.name)
    if not announced.version.strip() or len(announced.version) > 60:
        raise DomainError("law_version_incomplete")
    bounds = (announced.first_article, announced.last_article)
    if (bounds[0] is None) != (bounds[1] is None):
        raise DomainError("articles_malformed", first=law.first, last=law.last)
    if bounds[0] is not None and bounds[1] is not None and not 1 <= bounds[0] <= bounds[1]:
        raise DomainError("articles_malformed", first=law.first, last=law.last)
    taken = select(LawVersion.id).where(
        LawVersion.law == law.slug, LawVersion.version == announced.version, LawVersion.state != "cancelled"
    )
    if announced.version == law.version or db.session.scalar(taken) is not None:
        raise DomainError("law_version_taken", version=announced.version)


def _newest_moves() -> list[LawVersion]:
    """The newest applied version of each law that had another one before; a first version moves nothing."""
    rows = db.session.scalars(
        select(LawVersion)
        .where(LawVersion.state == "applied")
        .order_by(LawVersion.effective_on, LawVersion.id)
    )
    newest: dict[str, LawVersion] = {}
    counts: dict[str, int] = {}
    for one in rows:
        newest[one.law] = one
        counts[one.law] = counts.get(one.law, 0) + 1
    return [one for law, one in newest.items() if counts[law] > 1]


def _hold_citing_items(version: LawVersion, now: datetime) -> int:
    known = set(db.session.scalars(select(LawHold.item_id).where(LawHold.law_version_id == version.id)))
    found = [item for item in items_in_use() if item.id not in known and _is_outdated(item, version)]
    for item in found:
        hold_for_law(item.id, version, now=now)
    return len(found)


def _is_outdated(item: Item, version: LawVersion) -> bool:
    return any(
        touches(one, version.law, version.first_article, version.last_article)
        and one.version != version.version
        for one in item.citations
    )


def hold_for_law(item_id: str, version: LawVersion, *, now: datetime) -> None:
    """Put one published item on hold because its law has a new version; call inside a transaction."""
    row = lock_item(item_id)
    if row.state != "published":
        return
    move(row, "on_hold", now=now)
    db.session.add(
        LawHold(law_version_id=version.id, item_id=item_id, revision=row.revision, state="open", held_at=now)
    )
    facts = {"reason": "law_moved", "law": version.law, "version": version.version}
    record_act("item.held_for_law", f"item:{item_id}", actor="system", now=now, data=facts)


def list_open_holds(law: str = "") -> list[tuple[LawHold, LawVersion, Item]]:
    """Items that wait for the reviewer because of a law, oldest first."""
    query = (
        select(LawHold, LawVersion, BankItem.revision)
        .join(LawVersion, LawVersion.id == LawHold.law_version_id)
        .join(BankItem, BankItem.id == LawHold.item_id)
        .where(LawHold.state == "open", BankItem.state == "on_hold")
        .order_by(LawHold.held_at, LawHold.item_id)
    )
    if law:
        query = query.where(LawVersion.law == law)
    rows = db.session.execute(query).all()
    items = get_items((hold.item_id, revision) for hold, _, revision in rows)
    return [(hold, version, items[(hold.item_id, revision)]) for hold, version, revision in rows]


def count_holds() -> int:
    """How many items wait for the reviewer."""
    return db.session.scalar(
        select(func.count())
        .select_from(LawHold)
        .join(BankItem, BankItem.id == LawHold.item_id)
        .where(LawHold.state == "open", BankItem.state == "on_hold")
    )
