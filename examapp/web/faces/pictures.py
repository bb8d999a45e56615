"""One picture of a request, and the hint that answers a picture that cannot be used."""

from flask import jsonify, request

from examapp.domain.errors import DomainError
from examapp.web.sentences import sentence_for

MOST_BYTES = 400_000


def read_picture() -> bytes:
    """The body, in memory only. Raises picture_unreadable."""
    if (request.content_length or 0) > MOST_BYTES:
        raise DomainError("picture_unreadable")
    return request.get_data(cache=False)


def tell_hint(error: DomainError):
    """Words to show and to speak; anything that is not about the picture is a refusal like any other."""
    if not error.code.startswith(("face", "picture_", "consent_")):
        raise error
    return jsonify(hint=error.code, words=sentence_for(error)[1]), 422
