"""Find an enterprise by name, pinyin initials or credit code, within the actor's scope."""

from sqlalchemy import ColumnElement, case, func, or_

from examapp.domain.identifiers import plain_code
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.organizations import Enterprise
from examapp.services.core.scopes import visible_enterprises

MOST = 30
# Of the signs that names of firms are kept with, those that a folded word has in another form.
_FOLDED_SIGNS = (("（", "("), ("）", ")"), (" ", ""))


def firm_holds(words: str) -> ColumnElement[bool]:
    """Name, initials, pinyin or code hold the words, however wide, cased or spaced both were typed."""
    text = _folded(words)
    return or_(
        _folded_name().contains(text, autoescape=True),
        Enterprise.name_initials.contains(text, autoescape=True),
        Enterprise.name_pinyin.contains(text, autoescape=True),
        Enterprise.uscc.contains(text.upper(), autoescape=True),
    )


def search(actor: Actor, words: str, *, most: int = MOST) -> list[Enterprise]:
    """Active enterprises whose name, initials, pinyin or code holds the words; those that begin with them come first."""
    text = _folded(words)
    begins = or_(
        _folded_name().startswith(text, autoescape=True),
        Enterprise.name_initials.startswith(text, autoescape=True),
        Enterprise.uscc.startswith(text.upper(), autoescape=True),
    )
    query = visible_enterprises(actor).where(Enterprise.state == "active", firm_holds(words))
    return list(db.session.scalars(query.order_by(case((begins, 0), else_=1), Enterprise.name).limit(most)))


def _folded(words: str) -> str:
    return plain_code(words).lower()


def _folded_name() -> ColumnElement[str]:
    name = func.lower(Enterprise.name)
    for wide, narrow in _FOLDED_SIGNS:
        name = func.replace(name, wide, narrow)
    return name
