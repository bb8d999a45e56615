"""How many tries a password outlasts, by zxcvbn and its list of 30,000 passwords that leaked."""

from collections.abc import Iterable

from zxcvbn import zxcvbn

# zxcvbn looks at so many characters; whatever comes after them can only help.
MOST_CHARACTERS = 72


def guesses_power(password: str, guessed_first: Iterable[str]) -> float:
    """The power of ten of tries for somebody who begins with these words, leaked passwords, dates and rows of keys."""
    return float(zxcvbn(password[:MOST_CHARACTERS], user_inputs=list(guessed_first))["guesses_log10"])
