"""The attempt protocol over HTTP and JSON: read, save steps, hand in. The bearer token is the only key."""

import json
import re

from flask import Blueprint, Response, current_app, g, request

from examapp.adapters.metrics import STARTS_WAITING, STEPS
from examapp.domain.errors import DomainError
from examapp.extensions import csrf
from examapp.services.attempts import attempt_starts, attempts, conduct, own_results, steps
from examapp.services.attempts.attempt_tokens import read_token
from examapp.services.attempts.attempt_views import describe_attempt, describe_standing
from examapp.web.access import CANDIDATE, ending_grace, now, open_to, ports
from examapp.web.refusals import STATUS_OF, refuse_domain
from examapp.web.sentences import sentence_for

bp = Blueprint("attempts_api", __name__, url_prefix="/api/attempts")
# No cookie is read here, so there is nothing that a foreign page could ride on.
csrf.exempt(bp)

MAX_BODY_BYTES = 256 * 1024
_ID = re.compile(r"[0-9a-ft][0-9a-f]{31}")


@bp.get("/<attempt_id>")
@open_to(CANDIDATE)
def show(attempt_id: str):
    """State, slots, responses, deadline; the first call starts the clock, when it is this person's turn."""
    attempt = attempt_starts.open_attempt(
        attempt_id,
        token_version=_version(attempt_id),
        now=now(),
        grace_seconds=ending_grace(),
        room=ports().room,
    )
    return _json(describe_attempt(attempt, now=now()))


@bp.get("/<attempt_id>/state")
@open_to(CANDIDATE)
def standing(attempt_id: str):
    """State, deadline and when to ask again; nothing is begun or ended by asking."""
    return _json(describe_standing(attempt_id, token_version=_version(attempt_id), now=now()))


@bp.post("/<attempt_id>/begin")
@open_to(CANDIDATE)
def begin(attempt_id: str):
    """The first item is on the screen; gives how the paper stands then. Twice is once."""
    version = _version(attempt_id)
    attempt_starts.begin_clock(attempt_id, token_version=version, now=now())
    return _json(describe_standing(attempt_id, token_version=version, now=now()))


@bp.errorhandler(DomainError)
def refuse(error: DomainError):
    """Somebody who waits is told their place and when to ask again; every other refusal is told as everywhere."""
    if error.code == "steps_too_fast":
        g.retry_after = str(60 - now().second)
    if error.code != "waiting":
        return refuse_domain(error)
    STARTS_WAITING.inc()
    _, message = sentence_for(error)
    told = {name: error.data[name] for name in ("position", "wait_seconds")}
    answer = _json({"code": error.code, "error": error.code, "message": message, **told})
    answer.status_code = STATUS_OF[error.code]
    g.retry_after = answer.headers["Retry-After"] = str(error.data["again_seconds"])
    return answer


@bp.put("/<attempt_id>/steps")
@open_to(CANDIDATE)
def save(attempt_id: str):
    """Keep steps; only what is committed is acknowledged."""
    version = _version(attempt_id)
    answer = steps.store_steps(
        attempt_id, _body(), token_version=version, now_ms=attempts.to_ms(now()), grace_seconds=_grace()
    )
    STEPS.inc(len(answer["acked"]))
    return _json(answer)


@bp.put("/<attempt_id>/events")
@open_to(CANDIDATE)
def note(attempt_id: str):
    """Keep what the page noted besides answers; it changes no mark."""
    version = _version(attempt_id)
    return _json(conduct.keep_notes(attempt_id, _body(), token_version=version, now=now()))


@bp.post("/<attempt_id>/submission")
@open_to(CANDIDATE)
def submit(attempt_id: str):
    """Hand in; the same id twice gives the same answer."""
    version, body = _version(attempt_id), _body()
    submission_id, last_seq = (
        (body.get("id"), body.get("last_seq")) if isinstance(body, dict) else (None, None)
    )
    if not isinstance(submission_id, str) or not 8 <= len(submission_id) <= 36 or type(last_seq) is not int:
        raise DomainError("bad_json", where="id, last_seq")
    if last_seq < 0:
        raise DomainError("bad_json", where="last_seq")
    hand_in = attempts.submit_attempt(
        attempt_id, submission_id, last_seq, token_version=version, now=now(), grace_seconds=_grace()
    )
    return _json(own_results.answer_hand_in(hand_in, now=now(), ports=ports()))


@bp.get("/<attempt_id>/result")
@open_to(CANDIDATE)
def result(attempt_id: str):
    """Score and mistakes for who holds it, once handed in; before that refused by the server's own state."""
    held = attempts.get_held(attempt_id, _version(attempt_id))
    attempts.finish_if_overdue(held.id, now=now(), grace_seconds=ending_grace())
    return _json(own_results.explain_own_result(held.id, now=now(), ports=ports()))


def _version(attempt_id: str) -> int:
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer ") or not _ID.fullmatch(attempt_id):
        raise DomainError("token_refused")
    return read_token(header[7:], attempt_id, current_app.config["SECRET_KEY"])


def _body() -> object:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise DomainError("too_large", most=MAX_BODY_BYTES)
    data = request.get_data()
    if len(data) > MAX_BODY_BYTES:
        raise DomainError("too_large", most=MAX_BODY_BYTES)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DomainError("bad_json", where="body") from error


def _grace() -> int:
    return current_app.extensions["settings"].grace_seconds


def _json(value: dict) -> Response:
    return Response(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")), content_type="application/json"
    )
