"""What the editor's script sends while somebody writes: kept words, remarks, pictures; answers are JSON."""

from flask import Blueprint, jsonify, request

from examapp.domain.errors import DomainError
from examapp.domain.item_contents import clean_content
from examapp.services.items import item_drafting
from examapp.services.items.item_uploads import store_upload
from examapp.web.access import current_actor, now, requires
from examapp.web.items.forms import read_content
from examapp.web.items.words import fault_rows
from examapp.web.numbers import whole

bp = Blueprint("items_api", __name__, url_prefix="/items")


@bp.post("/<int:draft_id>/save")
@requires("items.edit")
def save(draft_id: int):
    """Keep the form; 409 draft_changed (who, at, version) when another saved since the form's version."""
    content = read_content(request.form, item_drafting.get_draft(draft_id).data)
    version = request.form.get("version", 0, whole)
    draft = item_drafting.save_draft(draft_id, content, version, actor=current_actor(), now=now())
    return jsonify(version=draft.version, faults=_faults(draft.data))


@bp.post("/<int:draft_id>/lint")
@requires("items.edit")
def lint(draft_id: int):
    """Remarks on the form as it stands; nothing is kept."""
    return jsonify(faults=_faults(read_content(request.form, item_drafting.get_draft(draft_id).data)))


@bp.post("/<int:draft_id>/picture")
@requires("items.edit")
def picture(draft_id: int):
    """Store one picture, compressed and without its metadata; gives what the form keeps of it."""
    item_drafting.get_draft(draft_id)
    file = request.files.get("file")
    if file is None:
        raise DomainError("file_missing")
    return jsonify(store_upload(file.read(), request.form.get("alt", ""), actor=current_actor(), now=now()))


def _faults(content: dict) -> list[dict]:
    clean = clean_content(content)
    return fault_rows(item_drafting.check_draft(clean), clean)
