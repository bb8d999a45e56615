"""Finding people by their names as somebody types them."""

from sqlalchemy import ColumnElement, func, or_

from examapp.domain.people_names import without_accents
from examapp.models.candidates import Candidate


def named_like(words: str) -> ColumnElement[bool]:
    """Part of the name, the beginning of its initials or pinyin, or of any Latin word of it without its accents."""
    plain = without_accents(words.strip())
    conditions = [func.lower(Candidate.name).contains(words.lower(), autoescape=True)]
    if plain:
        conditions += [
            Candidate.name_initials.startswith(plain, autoescape=True),
            Candidate.name_pinyin.startswith(plain, autoescape=True),
            Candidate.name_pinyin.contains(f" {plain}", autoescape=True),
            func.replace(Candidate.name_pinyin, " ", "").startswith(plain.replace(" ", ""), autoescape=True),
        ]
    return or_(*conditions)
