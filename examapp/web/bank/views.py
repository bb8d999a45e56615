"""The question bank, to read: search, filter, one item with its answer and law."""

import json

from flask import Blueprint, render_template, request
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.services.bank_sync import find_item
from examapp.web.access import requires
from examapp.web.paging import paginate
from question_bank.model import ItemType, Topic

bp = Blueprint("bank", __name__, url_prefix="/bank")


@bp.get("")
@requires("bank.view")
def index():
    """Searched in the text; narrowed by topic and type."""
    args = request.args
    query = select(BankItem).order_by(BankItem.id)
    if args.get("topic"):
        query = query.where(BankItem.topic == args["topic"])
    if args.get("type"):
        query = query.where(BankItem.type == args["type"])
    if args.get("q", "").strip():
        holds = select(ItemRevision.item_id).where(
            ItemRevision.revision == BankItem.revision, ItemRevision.item_id == BankItem.id
        )
        query = query.where(
            holds.where(ItemRevision.content.contains(args["q"].strip(), autoescape=True)).exists()
        )
    found = paginate(query)
    contents = {
        one.id: json.loads(db.session.get(ItemRevision, (one.id, one.revision)).content)
        for one in found["rows"]
    }
    return render_template("bank/index.html", **found, contents=contents, topics=Topic, types=ItemType)


@bp.get("/<item_id>")
@requires("bank.view")
def show(item_id: str):
    """One item as it stands."""
    item = find_item(item_id)
    if item is None:
        raise DomainError("not_found", what="item")
    return render_template("bank/show.html", item=item)
