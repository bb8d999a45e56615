"""Quoted articles: only of laws and orders, of the version that items cite, whole and in plain words."""

import pytest

from question_bank.law_texts import LAW_TEXTS, load_law_text, quote_article
from question_bank.store import load_bank, load_laws

SLUGS = sorted(path.stem for path in LAW_TEXTS.glob("*.txt"))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_quoted_law_is_in_the_list_with_the_same_version_and_counts_by_articles(slug):
    law, text = load_laws()[slug], load_law_text(slug)
    assert (law["status"], law["version"]) == ("in_force", text.version)
    assert all(law["first"] <= int(number) <= law["last"] for number in text.articles)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_article_has_words_and_no_marks_of_the_page_it_came_from(slug):
    for paragraphs in load_law_text(slug).articles.values():
        assert paragraphs
        assert not any(set("#*<>[]|_�") & set(line) or "http" in line for line in paragraphs)
        assert paragraphs[-1].endswith(("。", "；", "”", "）"))


def test_most_citations_of_laws_and_orders_can_be_read_where_they_stand():
    bank = load_bank()
    cited = {
        (one.law, one.article, one.version)
        for item in bank.items.values()
        for one in item.citations
        if bank.laws[one.law]["last"]
    }
    quoted = [one for one in cited if quote_article(*one)]
    assert len(quoted) > 0.95 * len(cited)


def test_standards_are_cited_by_number_only():
    assert not any(slug.startswith(("gb-", "aq-")) for slug in SLUGS)


def test_another_version_or_an_unknown_law_quotes_nothing():
    assert quote_article("work-safety-law-2021", "28", "2021 年版")
    assert quote_article("work-safety-law-2021", "28", "2030 年版") == ()
    assert quote_article("work-safety-law-2021", "999", "2021 年版") == ()
    assert quote_article("../laws", "1", "") == ()
