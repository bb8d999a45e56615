"""The audit log, for the auditor."""

from flask import Blueprint, render_template, request
from sqlalchemy import select

from examapp.models.audit import AuditEntry
from examapp.services.audit import chain_head, find_tampering
from examapp.web.access import requires
from examapp.web.audit.labels import act_label
from examapp.web.paging import paginate

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
@requires("audit.view")
def index():
    """Newest first, narrowed by act; whether the chain holds."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if request.args.get("act"):
        query = query.where(AuditEntry.act.startswith(request.args["act"], autoescape=True))
    checked = find_tampering() if request.args.get("check") else False
    return render_template(
        "audit/index.html", **paginate(query), head=chain_head(), checked=checked, act_label=act_label
    )
