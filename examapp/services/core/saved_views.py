"""Filters of the item list that a person keeps under a name, for that person only."""

from urllib.parse import urlencode

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.authoring import SavedView
from examapp.services.core.transactions import transaction

MOST_VIEWS, MOST_NAME, MOST_QUERY = 30, 40, 1000


def list_views(actor: Actor) -> list[SavedView]:
    """The person's own views by the order in which they were kept."""
    query = select(SavedView).where(SavedView.account_id == actor.account_id)
    return list(db.session.scalars(query.order_by(SavedView.id)))


def keep_view(name: str, wanted: list[tuple[str, str]], *, actor: Actor) -> SavedView:
    """Keep these filters; the same name again replaces what it stood for.

    Raises view_name_missing (most), view_too_long, too_many_views (most).
    """
    name, query = " ".join(name.split()), urlencode(wanted)
    if not name or len(name) > MOST_NAME:
        raise DomainError("view_name_missing", most=MOST_NAME)
    if len(query) > MOST_QUERY:
        raise DomainError("view_too_long")
    with transaction() as session:
        held = {one.name: one for one in list_views(actor)}
        if name not in held and len(held) >= MOST_VIEWS:
            raise DomainError("too_many_views", most=MOST_VIEWS)
        view = held.get(name)
        if view is None:
            view = SavedView(account_id=actor.account_id, name=name, query=query)
            session.add(view)
        view.query = query
        session.flush()
        return view


def drop_view(view_id: int, *, actor: Actor) -> None:
    """Forget one of the person's own views; twice is once. Raises not_found for somebody else's."""
    with transaction() as session:
        view = session.get(SavedView, view_id)
        if view is None:
            return
        if view.account_id != actor.account_id:
            raise DomainError("not_found", what="view")
        session.delete(view)
