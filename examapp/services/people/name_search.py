"""Finding people by their names as somebody types them."""

import unicodedata

from sqlalchemy import ColumnElement, func, or_

from examapp.domain.people_names import plain_name, without_accents
from examapp.models.candidates import Candidate


def named_like(words: str) -> ColumnElement[bool]:
    """Part of the name, the beginning of its initials or pinyin, or of any Latin word of it without its accents;
    however wide, spaced or dotted it was typed.
    """
    spellings = {plain_name(words), plain_name(unicodedata.normalize("NFKC", words))}
    plain = without_accents(plain_name(words))
    conditions = [func.lower(Candidate.name).contains(text.lower(), autoescape=True) for text in spellings]
    if plain:
        conditions += [
            Candidate.name_initials.startswith(plain, autoescape=True),
            Candidate.name_pinyin.startswith(plain, autoescape=True),
            Candidate.name_pinyin.contains(f" {plain}", autoescape=True),
            func.replace(Candidate.name_pinyin, " ", "").startswith(plain.replace(" ", ""), autoescape=True),
        ]
    return or_(*conditions)
