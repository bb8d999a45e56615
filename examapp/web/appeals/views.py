"""Disputed items: what people say, what a decision would change, propose, approve."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.answer_words import word_key
from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling, item_under, ruling_from_dict
from examapp.services.appeals import appeals, regrade_runs, regrades
from examapp.services.appeals.consequences import place_of
from examapp.services.items.item_views import describe_choices, describe_surroundings
from examapp.services.items.ruled_items import find_revising
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.numbers import whole
from examapp.web.responses import read_response
from examapp.web.sentences import failure_sentence

bp = Blueprint("appeals", __name__, url_prefix="/appeals")


@bp.get("")
@requires("appeals.view")
def index():
    """What waits, or what is decided."""
    ruled = request.args.get("state") == "ruled"
    return render_template("appeals/index.html", rows=appeals.list_disputes(ruled=ruled), ruled=ruled)


@bp.get("/<int:dispute_id>")
@requires("appeals.view")
def show(dispute_id: int):
    """The item, the appeals, the trial of what is chosen or proposed, and how far a regrade is."""
    dispute, item = appeals.get_dispute(dispute_id)
    ruling, trial = _looked_at(dispute)
    return render_template(
        "appeals/show.html",
        dispute=dispute,
        item=item,
        view=_described(item),
        seen=appeals.list_seen(dispute),
        place_of=place_of,
        revising=find_revising(item.id) if dispute.state == "ruled" else None,
        key_words=word_key(item),
        ruling=ruling,
        ruled_words=word_key(item_under(item, ruling)) if ruling else "",
        counting_key=item_under(item, ruling if dispute.state == "ruled" else None).answer_key,
        trial=trial,
        approval=regrade_runs.find_approval(dispute_id, now=now()) if dispute.state == "proposed" else None,
        most=regrade_runs.MOST_KEPT,
        effects=Effect,
        ours=dispute.proposed_by_id == current_actor().account_id,
    )


@bp.post("/<int:dispute_id>/trials")
@requires("appeals.decide")
def try_out(dispute_id: int):
    """Have a ruling tried on all papers; keeping the key changes nothing and needs no trial."""
    ruling = _chosen(request.form)
    if ruling.effect is Effect.keep:
        return redirect(url_for(".show", dispute_id=dispute_id, effect=ruling.effect.value), 303)
    asked = regrade_runs.ask_trial(dispute_id, ruling, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", dispute_id=dispute_id, trial=asked.id), 303)


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
        regrade_runs.send_back(dispute_id, actor=current_actor(), now=now())
        flash("已退回，可以重新提出处理意见。", "ok")
    else:
        regrade_runs.ask_approval(dispute_id, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", dispute_id=dispute_id), 303)


@bp.app_template_filter("effect_label")
def effect_label(effect: str) -> str:
    """A decision in people's words."""
    return Effect(effect).label


@bp.app_template_filter("regrade_failure")
def regrade_failure(run) -> str:
    """Why a trial or a regrade came to nothing, in words."""
    return failure_sentence(run, "试了几次都没有做完。请再试一次；一直不行请告诉系统管理员。")


@bp.app_template_filter("ruling_label")
def ruling_label(dispute) -> str:
    """What a dispute was ruled, with what it means for the points."""
    return regrades.proposed_ruling(dispute).label


def _looked_at(dispute) -> tuple[Ruling | None, regrade_runs.RunState | None]:
    if dispute.state in ("proposed", "ruled"):
        ruling = regrades.proposed_ruling(dispute)
        trial = dispute.state == "proposed" and regrade_runs.find_trial(dispute.id, ruling, now=now())
        return ruling, trial or None
    if dispute.state == "open" and request.args.get("effect") == Effect.keep:
        return Ruling(Effect.keep), None
    trial_id = request.args.get("trial", 0, whole)
    if dispute.state != "open" or not trial_id:
        return None, None
    trial = regrade_runs.get_trial(dispute.id, trial_id, now=now())
    return ruling_from_dict(trial.run.ruling), trial


def _described(item) -> dict:
    view = {"type": item.type.value, "stem": item.stem, "unit": item.unit}
    choices = describe_choices(item, [one.id for one in item.choices])
    return {**view, "choices": choices, **describe_surroundings(item)}


def _chosen(form) -> Ruling:
    if form.get("effect") not in set(Effect):
        raise DomainError("ruling_missing", field="effect")
    strict = form.get("strict") == "yes" and form["effect"] == Effect.void
    return Ruling(Effect(form["effect"]), tuple(read_response(form)), strict)
