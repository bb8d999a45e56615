"""More time than the paper gives: a share for whoever needs it, minutes for what got in the way; both have an end."""

from dataclasses import dataclass

from examapp.domain.errors import DomainError

# Twice the time; what schools and boards give at most to people who see or write with difficulty.
MOST_PERCENT = 100
# All the minutes given to one try by hand, however often.
MOST_MINUTES = 60


@dataclass(frozen=True, slots=True)
class GivenMinutes:
    """One gift: whole minutes, and why."""

    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExtraTime:
    """What one try was given, as its result shows it: a share of the paper's time with its reason, and minutes."""

    percent: int = 0
    percent_reason: str = ""
    given: tuple[GivenMinutes, ...] = ()

    @property
    def minutes_left(self) -> int:
        """How many more may be given by hand."""
        return max(0, MOST_MINUTES - sum(gift.minutes for gift in self.given))

    @property
    def is_any(self) -> bool:
        """Whether the result has something to say of it."""
        return bool(self.percent or self.given)


def check_percent(percent: int, reason: str) -> None:
    """Raises number_malformed outside 0 to 100, extension_refused without a reason."""
    if not 0 <= percent <= MOST_PERCENT:
        raise DomainError("number_malformed", field="percent", low=0, high=MOST_PERCENT)
    if not reason.strip():
        raise DomainError("extension_refused")


def check_minutes(seconds: int, reason: str, given_seconds: int) -> None:
    """Raises number_malformed for nothing, extension_refused without a reason, extension_full with the minutes that are
    `left`.
    """
    if seconds <= 0:
        raise DomainError("number_malformed", field="minutes", low=1, high=MOST_MINUTES)
    if not reason.strip():
        raise DomainError("extension_refused")
    if given_seconds + seconds > MOST_MINUTES * 60:
        raise DomainError(
            "extension_full", left=max(0, MOST_MINUTES - given_seconds // 60), most=MOST_MINUTES
        )
