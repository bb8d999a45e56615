"""A quiz on paper on the tablet: what comes next stands open, from printing to the last signed reading."""

import io

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for

from examapp.domain.errors import DomainError
from examapp.models.inspections import SpotQuiz
from examapp.services.cards import card_forms, readings, sittings, uploads
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes.spot_quizzes import list_participants
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.numbers import whole
from examapp.web.quizzes.joins.forms import OFFERED, find_errors
from examapp.web.quizzes.spot_quizzes.forms import read_reason
from examapp.web.sentences import sentence_for

bp = Blueprint("cards", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/paper")
# Seconds of printing and of waiting for a turn: somebody stands before the page, and a set of forty takes a few.
PRINT_SECONDS, PRINT_PATIENCE = 40.0, 5.0
# What is told on the page itself, where it can be put right.
TOLD_HERE = frozenset(
    {
        "absent_reason_missing",
        "cards_not_readable",
        "file_empty",
        "file_too_large",
        "nobody_present",
        "papers_collected",
        "papers_not_collected",
        "papers_not_out",
        "print_size_unknown",
        "reason_odd_signs",
        "reason_too_long",
    }
)


@bp.get("")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """The whole way on one page; the step that is due stands open."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    if quiz.state != "open" or quiz.medium != "paper":
        return redirect(url_for("spot_quizzes.show", quiz_id=quiz_id))
    return _page(quiz)


@bp.post("/printing")
@requires("spot_quizzes.run")
def issue(quiz_id: int):
    """A card for everybody who has none; then the PDF. Who has a card keeps it: what was printed stays right."""
    size = request.form.get("size", "normal")

    def act() -> None:
        card_forms.issue_cards(quiz_id, size, actor=current_actor(), now=now())

    answer = _done(quiz_id, act)
    return answer if isinstance(answer, tuple) else redirect(url_for(".papers", quiz_id=quiz_id), 303)


@bp.get("/papers.pdf")
@requires("spot_quizzes.run")
def papers(quiz_id: int):
    """Questions and card of everybody, or of one `person`, to be printed."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    person_id = request.args.get("person", 0, whole)
    cards = [
        card
        for card in sorted(card_forms.cards_of(quiz_id).values(), key=lambda card: card.participant.number)
        if person_id in (0, card.participant_id)
    ]
    if not cards:
        return redirect(url_for(".show", quiz_id=quiz_id))
    sheet = card_forms.layout_papers(quiz, cards, ports())
    document = ports().printer.make(sheet, seconds=PRINT_SECONDS, patience=PRINT_PATIENCE)
    name = f"{quiz.inspection.number}-题卷和答题卡.pdf"
    return send_file(io.BytesIO(document), "application/pdf", download_name=name)


@bp.post("/handing-out")
@requires("spot_quizzes.run")
def hand_out(quiz_id: int):
    """Faces and cards were compared; the time runs."""
    present = request.form.getlist("present", type=whole)
    return _done(quiz_id, lambda: sittings.hand_out(quiz_id, present, actor=current_actor(), now=now()))


@bp.post("/collecting")
@requires("spot_quizzes.run")
def collect(quiz_id: int):
    """Nobody writes any more."""
    return _done(quiz_id, lambda: sittings.collect(quiz_id, actor=current_actor(), now=now()))


@bp.post("/photos")
@requires("spot_quizzes.run")
def upload(quiz_id: int):
    """Photos of cards, or a scanner's PDF."""
    files = [file for file in request.files.getlist("pictures") if file.filename]

    def keep() -> None:
        if not files:
            raise DomainError("file_empty")
        for file in files:
            uploads.keep_upload(
                quiz_id, file.read(), file.filename or "", actor=current_actor(), now=now(), ports=ports()
            )

    return _done(quiz_id, keep)


@bp.get("/progress")
@requires("spot_quizzes.run")
def progress(quiz_id: int):
    """The live part of the page: which files are read, whose pages are there."""
    return render_template("cards/_pages.html", **_facts(get_spot_quiz(current_actor(), quiz_id)))


@bp.post("/people/<int:participant_id>/giving-up")
@requires("spot_quizzes.run")
def give_up(quiz_id: int, participant_id: int):
    """There is no card to read."""
    reason = read_reason(request.form)
    return _done(
        quiz_id, lambda: sittings.give_up_card(participant_id, reason, actor=current_actor(), now=now())
    )


@bp.get("/newcomer")
@requires("spot_quizzes.run")
def show_newcomer(quiz_id: int):
    """Somebody who is not on the list and wants to take part."""
    return _newcomer_page(get_spot_quiz(current_actor(), quiz_id), {})


@bp.post("/newcomer")
@requires("spot_quizzes.run")
def add_newcomer(quiz_id: int):
    """Number and paper for somebody who is not on the list."""
    quiz, form = get_spot_quiz(current_actor(), quiz_id), request.form
    errors = find_errors(form)
    if errors:
        return _newcomer_page(quiz, errors), 422
    try:
        sittings.add_by_hand(
            quiz_id,
            form.get("name", ""),
            form.get("id_tail", ""),
            form.get("role", ""),
            form.get("post") or None,
            form.get("document_kind") or None,
            actor=current_actor(),
            now=now(),
            ports=ports(),
        )
    except DomainError as error:
        if error.code not in ("walk_in_incomplete", "too_many_walk_ins"):
            raise
        return _newcomer_page(quiz, {}, sentence_for(error)[1]), 422
    return redirect(url_for(".show", quiz_id=quiz_id), 303)


def _newcomer_page(quiz: SpotQuiz, errors: dict[str, str], refusal: str = "") -> str:
    return render_template(
        "cards/newcomer.html",
        quiz=quiz,
        errors=errors,
        refusal=refusal,
        form=request.form,
        **OFFERED,
    )


def _done(quiz_id: int, act) -> Response | tuple[str, int]:
    try:
        act()
    except DomainError as error:
        if error.code not in TOLD_HERE:
            raise
        return _page(get_spot_quiz(current_actor(), quiz_id), error), 422
    return redirect(url_for(".show", quiz_id=quiz_id), 303)


def _page(quiz: SpotQuiz, error: DomainError | None = None) -> str:
    return render_template(
        "cards/paper.html",
        **_facts(quiz),
        error_code=error.code if error else "",
        error_text=sentence_for(error)[1] if error else "",
        missing=error.data.get("people", []) if error else [],
        entered=request.form,
        installed=ports().cards.is_installed(),
    )


def _facts(quiz: SpotQuiz) -> dict:
    standings = {standing.card.participant_id: standing for standing in readings.list_standings(quiz.id)}
    people = [person for person in list_participants(quiz.id) if person.state != "swapped"]
    files = uploads.list_uploads(quiz.id)
    answering = [person for person in people if person.state == "answering"]
    return {
        "quiz": quiz,
        "people": people,
        "standings": standings,
        "sitting": sittings.find_sitting(quiz.id),
        "expected": [person for person in people if person.state in ("expected", "waiting", "confirmed")],
        "answering": answering,
        "minutes": max(
            (s.attempt.allowed_seconds + s.attempt.extra_seconds) // 60 for s in standings.values()
        )
        if standings
        else 0,
        "files": files,
        "read_so_far": {file.id: uploads.pictures_read(file.id) for file in files},
        "doubts": sum(len(standings[p.id].doubts) for p in answering if p.id in standings),
        "now": now(),
    }
