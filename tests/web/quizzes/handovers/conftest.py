"""A quiz with two people who may begin, and the inspector's browser handed over."""

import pytest

from tests.stories import confirmed, open_quiz
from tests.web.quizzes.handovers.steps import hand_over


@pytest.fixture
def quiz(world, ports):
    made = open_quiz(world, ports)
    confirmed(world, ports, made)
    confirmed(world, ports, made, 1)
    return made


@pytest.fixture
def tablet(quiz, sign_in):
    """The inspector's browser, handed over."""
    return hand_over(sign_in("inspector"), quiz)
