"""Which passwords are refused: too short, made of words that everybody around knows, or among those that leaked."""

from collections.abc import Sequence
from dataclasses import dataclass

from examapp.domain.errors import DomainError

PASSWORD_REFUSALS = frozenset({"password_weak", "password_context", "password_leaked"})
PRODUCT_WORDS = (
    "examapp",
    "fengchabikao",
    "逢查必考",
    "anquanshengchan",
    "安全生产",
    "zaixiankaohe",
    "在线考核",
)
# What somebody who knows the trade tries first; they may stand in a password, but count for nothing.
TRADE_WORDS = ("anquan", "shengchan", "kaohe", "kaoshi", "gongchang", "dati", "mima")
# A word of fewer letters stands in too many others by chance; a login name has three at least.
LEAST_LETTERS = 3
LEAST_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """Least characters, least different ones, and the power of ten of tries that it must outlast."""

    least: int
    least_kinds: int
    guesses: float


# Staff: whoever copied the hashes tries without limit. People who are examined: the sign-in counts their tries.
STAFF_PASSWORD = PasswordRule(least=12, least_kinds=5, guesses=9.0)
CANDIDATE_PASSWORD = PasswordRule(least=8, least_kinds=4, guesses=6.0)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What everybody around a person knows: words by what they are (登录名, 姓名), and hints that count for little."""

    words: tuple[tuple[str, str], ...]
    hints: tuple[str, ...] = ()

    @property
    def guessed_first(self) -> list[str]:
        """Every word that a guesser who knows the place would begin with."""
        return [word.lower() for _, word in self.words] + [*PRODUCT_WORDS, *TRADE_WORDS, *self.hints]


def check_form(password: str, rule: PasswordRule, surroundings: Surroundings) -> None:
    """Raises password_weak when too short or too uniform, password_context with `what` word stands in it."""
    if len(password) < rule.least or len(set(password)) < rule.least_kinds:
        raise DomainError("password_weak", least=rule.least)
    known = [*surroundings.words, *(("本系统的名字", word) for word in PRODUCT_WORDS)]
    what = _first_contained(password.lower(), known)
    if what:
        raise DomainError("password_context", what=what)


def check_guesses(power_of_ten: float, rule: PasswordRule) -> None:
    """Raises password_leaked when so many tries are too few."""
    if power_of_ten < rule.guesses:
        raise DomainError("password_leaked")


def _first_contained(password: str, words: Sequence[tuple[str, str]]) -> str:
    for what, word in words:
        enough = len(word) >= (LEAST_LETTERS if word.isascii() else LEAST_CHARACTERS)
        if enough and word.lower() in password:
            return what
    return ""
