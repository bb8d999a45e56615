"""Disputed items: what people say, what a decision would change, propose, approve."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.answer_words import word_key
from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling, item_under
from examapp.services import appeals, regrades
from examapp.services.item_views import describe_choices, describe_surroundings
from examapp.web.access import current_actor, now, requires
from examapp.web.responses import read_response
from examapp.web.sentences import sentence_for

bp = Blueprint("appeals", __name__, url_prefix="/appeals")
MOST_SHOWN = 200


@bp.get("")
@requires("appeals.view")
def index():
    """What waits, or what is decided."""
    ruled = request.args.get("state") == "ruled"
    return render_template("appeals/index.html", rows=appeals.list_disputes(ruled=ruled), ruled=ruled)


@bp.get("/<int:dispute_id>")
@requires("appeals.view")
def show(dispute_id: int):
    """The item, the appeals, and the dry run of what is chosen or proposed."""
    dispute, item = appeals.get_dispute(dispute_id)
    ruling, changes, refusal = None, None, ""
    if dispute.state == "proposed":
        ruling = Ruling(Effect(dispute.effect), tuple(dispute.key))
    elif dispute.state == "open" and request.args.get("effect") in set(Effect):
        ruling = _chosen(request.args)
    try:
        changes = regrades.preview_ruling(dispute_id, ruling, now=now()) if ruling else None
    except DomainError as error:
        ruling, refusal = None, sentence_for(error)[1]
    view = {"type": item.type.value, "stem": item.stem, "unit": item.unit}
    view |= {
        "choices": describe_choices(item, [one.id for one in item.choices]),
        **describe_surroundings(item),
    }
    return render_template(
        "appeals/show.html",
        dispute=dispute,
        item=item,
        view=view,
        key_words=word_key(item),
        ruling=ruling,
        ruled_words=word_key(item_under(item, ruling)) if ruling else "",
        changes=changes,
        flips=[one for one in changes or [] if one.flips],
        most=MOST_SHOWN,
        refusal=refusal,
        effects=Effect,
        ours=dispute.proposed_by_id == current_actor().account_id,
    )


@bp.post("/<int:dispute_id>/decision")
@requires("appeals.decide")
def decide(dispute_id: int):
    """Keep the key, or propose what was looked at."""
    ruling = _chosen(request.form)
    dispute = regrades.decide(
        dispute_id, ruling, request.form.get("reply", ""), actor=current_actor(), now=now()
    )
    flash("已答复，维持原答案。" if dispute.state == "ruled" else "已提出。由另一位审题员复核后生效。", "ok")
    return redirect(url_for(".show", dispute_id=dispute_id), 303)


@bp.post("/<int:dispute_id>/approval")
@requires("appeals.decide")
def approve(dispute_id: int):
    """Another person lets it count, or sends it back."""
    if request.form.get("agree") == "no":
        regrades.send_back(dispute_id, actor=current_actor(), now=now())
        flash("已退回，可以重新提出处理意见。", "ok")
    else:
        changed = regrades.approve(dispute_id, actor=current_actor(), now=now())
        flash(f"已生效，重新评定了 {changed} 份成绩，本人会收到通知。", "ok")
    return redirect(url_for(".show", dispute_id=dispute_id), 303)


@bp.app_template_filter("effect_label")
def effect_label(effect: str) -> str:
    """A decision in people's words."""
    return Effect(effect).label


def _chosen(form) -> Ruling:
    if form.get("effect") not in set(Effect):
        raise DomainError("ruling_key_wrong")
    return Ruling(Effect(form["effect"]), tuple(read_response(form)))
