"""Correct a name, ask for a new version or the withdrawal, confirm it from another account, or drop it."""

from flask import Blueprint, redirect, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.quizzes import amendments, corrections
from examapp.services.quizzes.records import get_record
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.numbers import whole
from examapp.web.quizzes.records.views import page_of

bp = Blueprint("amendments", __name__, url_prefix="/records/<int:record_id>")
# What the person at the page mends there; everything else is a refusal of its own.
MENDED_ON_THE_PAGE = frozenset(
    {
        "amendment_reason_missing",
        "reason_too_long",
        "reason_odd_signs",
        "amendment_unsigned",
        "name_missing",
        "name_odd_signs",
        "name_too_long",
        "correction_reason_missing",
        "correction_unconfirmed",
        "correction_same",
    }
)


@bp.post("/names")
@requires("records.amend")
def correct(record_id: int):
    """Put a confirmed wrong name right; the next version prints it."""
    get_record(current_actor(), record_id)
    form = request.form
    try:
        corrections.correct_name(
            form.get("participant_id", 0, whole),
            form.get("name", ""),
            form.get("reason", ""),
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        return _mended_here(record_id, error)
    return _back(record_id)


@bp.post("/amendment")
@requires("records.amend")
def ask(record_id: int):
    """Ask for a new version; it is made when the other inspector confirms."""
    form = request.form
    try:
        amendments.ask_amendment(
            record_id,
            form.get("reason", ""),
            unsigned_reason=form.get("unsigned_reason", ""),
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        return _mended_here(record_id, error)
    return _back(record_id)


@bp.post("/withdrawal")
@requires("records.amend")
def ask_withdrawal(record_id: int):
    """Ask for the record to be void; it is when the other inspector confirms."""
    reason = request.form.get("withdrawal_reason", "")
    try:
        amendments.ask_amendment(record_id, reason, kind="withdrawal", actor=current_actor(), now=now())
    except DomainError as error:
        return _mended_here(record_id, error)
    return _back(record_id)


@bp.post("/amendment/confirmation")
@requires("records.amend")
def confirm(record_id: int):
    """Make the new version, or withdraw the record."""
    made = amendments.confirm_amendment(
        record_id, base_url=public_base_url(), actor=current_actor(), now=now(), ports=ports()
    )
    return _back(made.id)


@bp.post("/amendment/dropping")
@requires("records.amend")
def drop(record_id: int):
    """Take it back, or decline it."""
    amendments.drop_amendment(record_id, actor=current_actor(), now=now())
    return _back(record_id)


def _mended_here(record_id: int, error: DomainError):
    if error.code not in MENDED_ON_THE_PAGE:
        raise error
    return page_of(record_id, error, request.form), 422


def _back(record_id: int):
    return redirect(url_for("records.show", record_id=record_id), 303)
