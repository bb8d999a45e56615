"""One picture by its digest: cached for ever, and unable to run anything when it is opened by itself."""

from flask import Blueprint, Response

from examapp.services.core.stored_files import read_bytes
from examapp.services.items.item_pictures import get_picture
from examapp.web.access import PUBLIC, open_to, ports

bp = Blueprint("pictures", __name__, url_prefix="/pictures")
# An SVG is a document: opened in a window of its own it gets no origin, no script and no further request.
CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@bp.get("/<digest>")
@open_to(PUBLIC)
def show(digest: str) -> Response:
    """Whoever knows the digest has seen the item; 64 hex digits cannot be guessed."""
    picture = get_picture(digest)
    content = read_bytes(picture.content, digest, files=ports().files)
    answer = Response(content, content_type=picture.media_type)
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
