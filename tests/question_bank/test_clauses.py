"""A citation of a standard names a clause that the standard has, down to the sub-item that carries the rule."""

import pytest

from question_bank.clauses import CLAUSES, clause_fault, load_clauses


@pytest.mark.parametrize("clause", ["5.1.5", "6.4 c", "4.10", "B.2 (表B.1)", "12.4 a"])
def test_a_clause_that_stands_in_the_list_may_be_cited(clause):
    assert clause_fault("gb-30871-2022", clause) is None


@pytest.mark.parametrize(
    ("clause", "words"),
    [("5.1.6", "没有 5.1.6"), ("Table B.1", "没有"), ("6.4 d", "没有"), ("6.4", "只写到 6.4")],
)
def test_a_clause_that_is_not_there_or_only_introduces_is_told(clause, words):
    problem, mend = clause_fault("gb-30871-2022", clause)
    assert words in problem
    assert mend


def test_where_no_list_is_held_nothing_is_claimed():
    assert clause_fault("work-safety-law-2021", "999") is None


def test_every_list_is_read_whole_and_every_sub_item_has_its_clause():
    for path in CLAUSES.glob("*.txt"):
        clauses = load_clauses(path.stem)
        assert len(clauses) > 50
        assert all(clause.rsplit(" ", 1)[0] in clauses for clause in clauses if clause[-2:-1] == " ")
