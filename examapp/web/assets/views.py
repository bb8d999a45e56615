"""Serve the joined style sheets and scripts, cacheable for ever because the address holds the version."""

from flask import Blueprint, Response, abort, current_app, request

from examapp.web.access import PUBLIC, open_to

bp = Blueprint("assets", __name__)


@bp.get("/assets/<version>/<path:name>")
@open_to(PUBLIC)
def show(version: str, name: str) -> Response:
    """One file; an old version still gets the present file, uncached, so that open pages keep working."""
    assets = current_app.extensions["assets"]
    asset = assets.find(name) or abort(404)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(
        asset.gzipped if zipped else asset.body, content_type=f"{asset.media_type}; charset=utf-8"
    )
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if version == assets.version else "no-cache"
    )
    return answer
