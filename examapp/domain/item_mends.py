"""An item of a file as a person wrote it anew beside what was read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from examapp.domain.errors import DomainError

MOST_TEXT = 4_000
MOST_CHOICES = 26


@dataclass(frozen=True)
class ItemMend:
    """Texts as they were typed: `kind` is the code of a type, a choice a line, `answer` ABD, 对, or words."""

    kind: str
    stem: str
    choices: tuple[str, ...]
    answer: str
    rationale: str

    def as_plain(self) -> dict:
        """As JSON knows it."""
        return asdict(self)


def mend_from(plain: Mapping) -> ItemMend:
    """The mend again."""
    return ItemMend(**{**plain, "choices": tuple(plain["choices"])})


def check_mend(mend: ItemMend, kinds: tuple[str, ...]) -> None:
    """Raises mend_type (none of `kinds`) and mend_too_long."""
    if mend.kind not in kinds:
        raise DomainError("mend_type")
    texts = (mend.stem, mend.answer, mend.rationale, *mend.choices)
    if len(mend.choices) > MOST_CHOICES or any(len(text) > MOST_TEXT for text in texts):
        raise DomainError("mend_too_long", most=MOST_TEXT)
