"""数值题 and 填空题 in files."""

import re

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.types.base import FileType
from question_bank.model import ItemType
from question_bank.typed_texts import read_number

_GAP = re.compile(r"_{2,}|[（(【\[][ \u3000\xa0]{1,48}[）)】\]]")
_LONGEST = 4_000
# What candidates are told where a stem has several gaps, and the signs that may then part their words.
_HOW = "（各空依次填写，用顿号隔开）"
_SIGNS = ("、", "，", "；", "")


class WrittenFileType(FileType):
    """A text without choices."""

    def settle(self, draft: Draft, answer: str) -> None:
        draft.type = self.kind.value
        if draft.choices:
            draft.note("written_with_choices", draft.choices[0].text, stops=True)
            draft.choices = ()
        if answer:
            self.read(draft, answer)
        else:
            draft.note("answer_missing", stops=True)

    def read(self, draft: Draft, answer: str) -> None:
        """Fill the answer from a text that is not empty."""
        raise NotImplementedError

    def check_bank_answer(self, draft: Draft, key: tuple[str, ...]) -> None:
        if not key:
            draft.note("answer_missing", stops=True)


class NumericFileType(WrittenFileType):
    """A number, perhaps with ± and a margin."""

    kind = ItemType.numeric
    names = ("数值", "计算", "numeric", "numerical")

    def read(self, draft: Draft, answer: str) -> None:
        found = re.fullmatch(r"(.*?)(?:±|\+/-)(.*)", answer)
        value, margin = (found[1], found[2]) if found else (answer, draft.tolerance)
        number, spread = read_number(value), read_number(margin) if margin else None
        if number is None or (margin and (spread is None or spread < 0)):
            draft.note("number_unreadable", answer if number is None else margin, stops=True)
            return
        draft.answer = (format(number, "f"),)
        draft.tolerance = format(spread, "f") if spread else ""

    def answer_text(self, draft: Draft) -> str:
        return draft.answer[0]

    def check_bank_answer(self, draft: Draft, key: tuple[str, ...]) -> None:
        super().check_bank_answer(draft, key)
        if key and not re.fullmatch(r"[+-]?[\d.]+", key[0]):
            draft.note("number_unreadable", key[0], stops=True)


class BlankFileType(WrittenFileType):
    """Accepted wordings, divided by | or lines."""

    kind = ItemType.blank
    names = ("填空", "short answer", "shortanswer", "fill", "blank")

    def read(self, draft: Draft, answer: str) -> None:
        draft.answer = tuple(dict.fromkeys(filter(None, map(clean, re.split(r"[|｜\n]", answer)))))
        gaps = count_gaps(draft.stem)
        if gaps > 1 and not draft.stem.endswith(_HOW):
            self._join(draft, gaps)

    def _join(self, draft: Draft, gaps: int) -> None:
        """Several gaps are answered in one text: whatever parts the words, in their order."""
        told = [parts for one in draft.answer if len(parts := _parts_of(one, gaps)) == gaps]
        if not told:
            draft.note("blanks_several", gaps, stops=True)
            return
        draft.answer = tuple(dict.fromkeys(sign.join(parts) for parts in told for sign in _SIGNS))
        draft.stem += _HOW
        draft.note("blanks_joined", gaps)

    def answer_text(self, draft: Draft) -> str:
        return "|".join(draft.answer)

    def answer_lines(self, draft: Draft) -> str:
        return "\n".join(draft.answer)


def _parts_of(answer: str, gaps: int) -> list[str]:
    """The words for each gap: the strongest sign that parts them as often as there are gaps."""
    for sign in (r"[；;]", r"[、，,]", r"[/]", r"\s+"):
        parts = [clean(one) for one in re.split(sign, answer.rstrip("。；;"))]
        if len(parts) == gaps and all(parts):
            return [re.sub(r"^[（(]?\d{1,2}[）)．.、]\s?", "", one) or one for one in parts]
    return []


def count_gaps(text: str) -> int:
    """How many empty places a stem has: （ ） and ____."""
    return len(_GAP.findall(text[:_LONGEST]))
