"""Choose a format and the items, see what the format cannot hold, download."""

import io

from flask import Blueprint, render_template, request, send_file

from examapp.services.items import item_exports
from examapp.services.items.item_exports import Wanted
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.items.item_imports.words import FACTS, FORMATS, OBSTACLES
from question_bank.model import ItemType, Topic

bp = Blueprint("item_exports", __name__, url_prefix="/bank-exports")
OFFERED = (
    "xlsx",
    "docx",
    "csv",
    "text",
    "moodle",
    "gift",
    "aiken",
    "qti21",
    "qti22",
    "qti30",
    "qti12",
    "toml",
)
ORIGINS = {"own": "本单位自己写或改过的", "shipped": "随系统带来的"}


def _wanted() -> Wanted:
    held = request.values
    origin = held.get("origin", "")
    return Wanted(
        held.get("topic", ""),
        held.get("type", ""),
        held.get("q", "").strip(),
        origin if origin in ORIGINS else "",
    )


@bp.get("")
@requires("items.export")
def index():
    """What the file would hold."""
    key = request.args.get("format", "xlsx")
    view = item_exports.view_export(key if key in OFFERED else "xlsx", _wanted(), files=ports().files)
    words = {
        "origins": ORIGINS,
        "formats": FORMATS,
        "offered": OFFERED,
        "facts": FACTS,
        "obstacles": OBSTACLES,
    }
    return render_template(
        "items/item_exports/index.html", view=view, topics=Topic, types=ItemType, wanted=_wanted(), **words
    )


@bp.post("/file")
@requires("items.export")
def download():
    """The file itself; a POST, because it is logged."""
    content, name, media_type = item_exports.write_export(
        request.form.get("format", ""), _wanted(), actor=current_actor(), now=now(), files=ports().files
    )
    return send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=name)
