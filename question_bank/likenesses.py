"""Items of one bank that ask nearly the same and are not grouped as twins yet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from question_bank.model import Item
from question_bank.similarity import SimilarityIndex, compared_text, plain_text
from question_bank.twins import same_twins
from question_bank.types import rules_of

# Two rationales of one article that share so many pairs of characters mostly explain the same fact.
SAME_REASON = 0.45


def alike_stems(items: Sequence[Item]) -> list[tuple[Item, Item, float]]:
    """Pairs whose stems (with choices and picture, where the stem alone says little) share most of their words."""
    texts = [(item.id, _compared(item)) for item in items]
    index, held = SimilarityIndex(texts), {item.id: item for item in items}
    return [
        (held[like.key], items[place], like.share)
        for place, (_, text) in enumerate(texts)
        for like in index.find(text, before=place, most=5)
        if not same_twins(held[like.key], items[place])
    ]


def alike_reasons(items: Sequence[Item]) -> list[tuple[Item, Item, float]]:
    """Pairs that cite the same article and explain themselves in nearly the same words."""
    by_article: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        for article in dict.fromkeys((one.law, one.article) for one in item.citations):
            by_article[article].append(item)
    pairs = {
        (first.id, second.id): (first, second, share)
        for held in by_article.values()
        for first, second, share in _pairs(held)
    }
    return list(pairs.values())


def _pairs(items: list[Item]) -> Iterator[tuple[Item, Item, float]]:
    grams = {item.id: _grams(item.rationale) for item in items}
    for first, second in combinations(items, 2):
        ours, theirs = grams[first.id], grams[second.id]
        share = len(ours & theirs) / max(len(ours | theirs), 1)
        if share >= SAME_REASON and not same_twins(first, second):
            yield first, second, share


def _grams(text: str) -> set[str]:
    plain = plain_text(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _compared(item: Item) -> str:
    rules = rules_of(item.type)
    choices = rules.shown_texts(item)
    if item.picture or rules.order_counts:
        alt = item.picture.alt if item.picture else ""
        return plain_text(item.stem + alt) + "".join(sorted(map(plain_text, choices)))
    return compared_text(item.stem, choices)
