"""`/.well-known/jwks.json`: every key that ever signed a record."""

from flask import Blueprint, jsonify

from examapp.services.core.signing_keys import key_set
from examapp.web.access import PUBLIC, open_to

bp = Blueprint("signing_keys", __name__)


@bp.get("/.well-known/jwks.json")
@open_to(PUBLIC)
def show():
    """The key set (RFC 7517), for the checkers of any other house too."""
    return jsonify(key_set())
