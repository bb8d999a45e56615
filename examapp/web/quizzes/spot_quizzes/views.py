"""From the home of the tablet to the open quiz: find the enterprise, say who is quizzed, draw."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.errors import DomainError
from examapp.domain.inspections import KIND_LABELS
from examapp.models.inspections import SpotQuiz
from examapp.services.core.days import today_of
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.people import enterprise_search
from examapp.services.quizzes import amendments, confirmations, draw_numbers, spot_quizzes, visit_plans
from examapp.services.quizzes.lost_seeds import give_up_quiz
from examapp.services.quizzes.quiz_facts import enterprise_name
from examapp.services.quizzes.tablet_home import list_colleagues, list_recent, list_today, roster_summary
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.numbers import whole
from examapp.web.quizzes.spot_quizzes.forms import decided_before, read_draw_form, reason_faults
from examapp.web.sentences import sentence_for

bp = Blueprint("spot_quizzes", __name__, url_prefix="/tablet")
bp.add_app_template_filter(enterprise_name, "drawn_enterprise")
# What is put right on the very page, with everything that was chosen still there.
PUT_RIGHT_HERE = {
    "second_inspector_missing",
    "second_inspector_no_account",
    "quota_impossible",
    "quota_too_large",
    "stratum_too_small",
    "exclusion_reason_missing",
    "exclusion_unknown",
    "number_malformed",
    "number_odd_signs",
    "number_of_phone",
    "name_odd_signs",
    "name_too_long",
    "reason_odd_signs",
    "reason_too_long",
    "number_missing",
    "waiver_incomplete",
}

STEPS = {
    "prepared": "spot_quizzes.people",
    "open": "boards.show",
    "closed": "boards.talk",
    "recorded": "boards.finished",
    "withdrawn": "boards.finished",
}


@bp.get("/")
@requires("spot_quizzes.run")
def home():
    """Today's inspections, what waits for this inspector, and for whom the others wait."""
    quizzes = list_today(current_actor(), now=now())
    return render_template(
        "quizzes/spot_quizzes/home.html",
        quizzes=quizzes,
        kinds=KIND_LABELS,
        planned=visit_plans.list_planned(current_actor(), on=today_of(now())),
        asking=confirmations.list_waiting_for(current_actor()),
        asked=amendments.list_asked_of(current_actor()),
        again={quiz.id: amendments.to_sign_again(quiz) for quiz in quizzes},
        waits_for={quiz.id: confirmations.waits_only_for(quiz) for quiz in quizzes},
        step_of=step_address,
        now=now(),
    )


@bp.get("/enterprises")
@requires("spot_quizzes.run")
def choose():
    """Recent ones first; searched by name, pinyin initials or credit code."""
    words = request.args.get("q", "").strip()[:60]
    found = enterprise_search.search(current_actor(), words) if words else []
    return render_template(
        "quizzes/spot_quizzes/choose.html", words=words, found=found, recent=list_recent(current_actor())
    )


@bp.post("/quizzes")
@requires("spot_quizzes.run")
def create():
    """Start the inspection: what the draw depends on is frozen here, before anybody is drawn."""
    quiz_id = spot_quizzes.prepare_quiz(
        request.form.get("enterprise_id", 0, whole),
        plan_id=request.form.get("plan_id", 0, whole),
        client_id=request.form.get("client_id", "")[:36],
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for("spot_quizzes.people", quiz_id=quiz_id), 303)


@bp.get("/quizzes/<int:quiz_id>")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """Go on where the quiz stands."""
    return redirect(step_address(get_spot_quiz(current_actor(), quiz_id)))


@bp.get("/quizzes/<int:quiz_id>/people")
@requires("spot_quizzes.run")
def people(quiz_id: int):
    """Who will be quizzed: suggested per role, with the commitment shown."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    if quiz.state != "prepared":
        return redirect(step_address(quiz))
    return _people_page(quiz, None)


@bp.post("/quizzes/<int:quiz_id>/draw")
@requires("spot_quizzes.run")
def draw(quiz_id: int):
    """Draw the people, build the papers, open the quiz."""
    try:
        form = read_draw_form(request.form)
        spot_quizzes.draw_and_open(quiz_id, **form, actor=current_actor(), now=now(), ports=ports())
    except DomainError as error:
        if error.code == "draw_frozen_anew":
            chosen = form["second_inspector_id"]
            return redirect(url_for("spot_quizzes.people", quiz_id=quiz_id, second=chosen), 303)
        quiz = get_spot_quiz(current_actor(), quiz_id)
        if error.code not in PUT_RIGHT_HERE or quiz.state != "prepared":
            raise
        return _people_page(quiz, error), 422
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


@bp.get("/quizzes/<int:quiz_id>/number")
@requires("spot_quizzes.run")
def number(quiz_id: int):
    """What the enterprise's phone has sent so far, for the page's own polling."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    asked = request.args.get("asked") == "1"
    number = draw_numbers.find_number(quiz.id)
    return render_template("quizzes/spot_quizzes/_number.html", number=number, asked=asked)


@bp.post("/quizzes/<int:quiz_id>/freeze")
@requires("spot_quizzes.run")
def freeze(quiz_id: int):
    """The roster was put right: freeze it as it is now."""
    spot_quizzes.freeze_again(quiz_id, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for("spot_quizzes.people", quiz_id=quiz_id), 303)


def _people_page(quiz: SpotQuiz, error: DomainError | None) -> str:
    facts = roster_summary(quiz, now=now())
    number_address = f"{public_base_url()}/n/{quiz.number_token}"
    return render_template(
        "quizzes/spot_quizzes/people.html",
        quiz=quiz,
        **facts,
        number_address=number_address,
        number_qr=qr_svg(number_address) if quiz.number_token else "",
        colleagues=list_colleagues(current_actor()),
        entered=request.form
        or decided_before(facts["wishes"], facts["number"], request.args.get("second", "")),
        anew="second" in request.args,
        error_people=error.data.get("people", []) if error else [],
        error_waiver=bool(error and (error.code == "waiver_incomplete" or "waiver" in error.data)),
        error_code=error.code if error else "",
        reason_faults=reason_faults(error),
        error_field=error.data.get("field", "") if error else "",
        error_text=sentence_for(error)[1] if error else "",
    )


@bp.post("/quizzes/<int:quiz_id>/cancellation")
@requires("spot_quizzes.run")
def cancel(quiz_id: int):
    """Give up a quiz that was not opened, or one that was and can have no record."""
    opened = get_spot_quiz(current_actor(), quiz_id).state != "prepared"
    give_up_quiz(quiz_id, "现场取消", actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for("spot_quizzes.home" if opened else "spot_quizzes.choose"), 303)


def step_address(quiz) -> str:
    """The page on which this quiz goes on."""
    endpoint = "cards.show" if (quiz.state, quiz.medium) == ("open", "paper") else STEPS.get(quiz.state)
    return url_for(endpoint, quiz_id=quiz.id) if endpoint else url_for("spot_quizzes.home")
