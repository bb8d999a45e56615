"""Cited articles of laws and orders, word for word: `law_texts/<slug>.txt`, each under its line "## <article>".

Texts of laws, regulations and orders belong to nobody (著作权法第五条). Standards are not among them: their clauses are
cited by number only. The first line says of which version the articles are; a newer version of the law quotes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LAW_TEXTS = Path(__file__).resolve().parent / "law_texts"


@dataclass(frozen=True, slots=True)
class LawText:
    """The version that was read, and its cited articles by number, a paragraph an entry."""

    version: str = ""
    articles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@lru_cache(maxsize=128)
def load_law_text(slug: str, folder: Path = LAW_TEXTS) -> LawText:
    """The text of one law; an empty one where none is held."""
    path = folder / f"{slug}.txt"
    if not slug.replace("-", "").isalnum() or not path.is_file():
        return LawText()
    head, *parts = path.read_text(encoding="utf-8").split("\n## ")
    articles = {}
    for part in parts:
        number, _, body = part.partition("\n")
        articles[number.strip()] = tuple(line.strip() for line in body.splitlines() if line.strip())
    return LawText(head.splitlines()[0].removeprefix("# ").rpartition("　")[2], articles)


def quote_article(slug: str, article: str, version: str) -> tuple[str, ...]:
    """The paragraphs of a cited article in just this version; empty where they are not held."""
    text = load_law_text(slug)
    return text.articles.get(article, ()) if text.version == version else ()
