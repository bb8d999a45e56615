"""Pages of a list: fifty rows, the number in the URL."""

from collections.abc import Callable

from flask import request, url_for
from sqlalchemy import Select, func, select

from examapp.extensions import db
from examapp.web.numbers import whole

ROWS = 50


def asked_page() -> int:
    """The page in the address, 1 when it is none."""
    return max(request.args.get("page", 1, whole), 1)


def paginate(query: Select) -> dict:
    """Rows of the asked page, counts, and the address of any page with the present filters."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    pages = max((total + ROWS - 1) // ROWS, 1)
    page = min(asked_page(), pages)
    rows = list(db.session.scalars(query.limit(ROWS).offset((page - 1) * ROWS)))
    return {"rows": rows, "total": total, "page": page, "pages": pages, "page_url": _page_url()}


def paginate_rows(rows: list, anchor: str) -> dict:
    """The same of a list that had to be read whole for its sums; `anchor` is where it stands on its page."""
    pages = max((len(rows) + ROWS - 1) // ROWS, 1)
    page = min(asked_page(), pages)
    shown = rows[(page - 1) * ROWS : page * ROWS]
    return {"rows": shown, "total": len(rows), "page": page, "pages": pages, "page_url": _page_url(anchor)}


def _page_url(anchor: str | None = None) -> Callable[[int], str]:
    held = {key: value for key, value in request.args.items() if key != "page"}
    return lambda page: url_for(request.endpoint, **request.view_args, **held, page=page, _anchor=anchor)
