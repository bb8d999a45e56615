"""The audit log, for the auditor."""

import json
from datetime import UTC, datetime, timedelta

from flask import Blueprint, render_template, request
from sqlalchemy import select

from examapp.domain.permissions import ROLE_LABELS
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.audit import AuditEntry
from examapp.services.core.audit import chain_head, count_entries, find_tampering
from examapp.services.people import staff
from examapp.services.people.second_factors import list_recent_removals
from examapp.services.upkeep.audit_subjects import name_subjects
from examapp.web.access import now, requires
from examapp.web.filters import SHANGHAI
from examapp.web.paging import paginate
from examapp.web.upkeep.audit.labels import ACTS, FAULTS, act_label, actor_label, fact_words, subject_label

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
@requires("audit.view")
def index():
    """Newest first, narrowed by act and day; whether the chain holds."""
    args = request.args
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if args.get("act"):
        query = query.where(AuditEntry.act.startswith(args["act"], autoescape=True))
    if bounds := _day(args.get("day", "")):
        query = query.where(AuditEntry.at >= bounds[0], AuditEntry.at < bounds[1])
    found = paginate(query)
    return render_template(
        "upkeep/audit/index.html",
        **found,
        head=chain_head(),
        checked=find_tampering() if args.get("check") else False,
        count=count_entries() if args.get("check") else 0,
        faults=FAULTS,
        acts=sorted(ACTS.items(), key=lambda one: one[1]),
        told=_in_words(found["rows"]),
        links=staff.list_recent_links(now=now()),
        removals=list_recent_removals(now=now()),
        roles=ROLE_LABELS,
    )


def _day(text: str) -> tuple[str, str] | None:
    # Moments are kept as UTC text, which sorts as time does.
    try:
        start = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    ends = (start, start + timedelta(days=1))
    return tuple(one.astimezone(UTC).isoformat(timespec="milliseconds") for one in ends)


def _in_words(rows: list[AuditEntry]) -> list[dict]:
    ids = {int(row.actor.removeprefix("account:")) for row in rows if row.actor.startswith("account:")}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(ids)))
    names = {f"account:{one.id}": f"{one.name}（{one.login_name}）" for one in accounts}
    subjects = name_subjects(row.subject for row in rows)
    return [
        {
            "entry": row,
            "at": datetime.fromisoformat(row.at),
            "actor": names.get(row.actor) or actor_label(row.actor),
            "act": act_label(row.act),
            "subject": subject_label(row.subject),
            "name": subjects.get(row.subject, ""),
            "facts": fact_words(json.loads(row.data), row.act),
        }
        for row in rows
    ]
