"""Find an enterprise by name, pinyin initials or credit code, within the actor's scope."""

from sqlalchemy import case, or_

from examapp.domain.people_names import visible_text
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.organizations import Enterprise
from examapp.services.core.scopes import visible_enterprises

MOST = 30


def search(actor: Actor, words: str, *, most: int = MOST) -> list[Enterprise]:
    """Active enterprises whose name, initials, pinyin or code holds the words; those that begin with them come first."""
    text = "".join(visible_text(words).split())
    lower, upper = text.lower(), text.upper()
    begins = or_(
        Enterprise.name.startswith(text, autoescape=True),
        Enterprise.name_initials.startswith(lower, autoescape=True),
        Enterprise.uscc.startswith(upper, autoescape=True),
    )
    holds = or_(
        Enterprise.name.contains(text, autoescape=True),
        Enterprise.name_initials.contains(lower, autoescape=True),
        Enterprise.name_pinyin.contains(lower, autoescape=True),
        Enterprise.uscc.contains(upper, autoescape=True),
    )
    query = visible_enterprises(actor).where(Enterprise.state == "active", holds)
    return list(db.session.scalars(query.order_by(case((begins, 0), else_=1), Enterprise.name).limit(most)))
