"""判断题 in files."""

from examapp.adapters.item_files.answers import read_judgement, read_letters
from examapp.adapters.item_files.drafts import JUDGEMENT, Draft
from examapp.adapters.item_files.types.base import FileType
from question_bank.model import JUDGEMENT_CHOICES, ItemType

_PAIRS = ({"t", "f"}, {"y", "n"}, {"v", "x"}, {"r", "w"}, {"1", "0"})


class JudgementFileType(FileType):
    """对 or 错, or the letter of one of two choices that say so."""

    kind = ItemType.judgement
    names = ("判断", "是非", "对错", "正误", "true/false", "truefalse", "judgement", "judgment", "judge")

    def settle(self, draft: Draft, answer: str) -> None:
        draft.type = self.kind.value
        words, letters = judging_words(draft), read_letters(answer) or []
        value = (
            words["ab".index(letters[0])]
            if words and len(letters) == 1 and letters[0] in "ab"
            else read_judgement(answer)
        )
        if draft.choices and not words:
            draft.note("judgement_with_choices", draft.choices[0].text, stops=True)
        draft.choices = ()
        if value:
            draft.answer = (value,)
        else:
            draft.note("judgement_unreadable" if answer else "answer_missing", answer, stops=True)

    def answer_text(self, draft: Draft) -> str:
        return "对" if draft.answer == ("true",) else "错"

    def untold(self, kind: str, choices: list[str], answer: str, draft: Draft) -> tuple[str, list[str], str]:
        return "", [choice.text for choice in JUDGEMENT_CHOICES], "AB"[draft.answer == ("false",)]

    def check_bank_answer(self, draft: Draft, key: tuple[str, ...]) -> None:
        if not key:
            draft.note("answer_missing", stops=True)
        elif len(key) != 1 or key[0] not in JUDGEMENT:
            draft.note("judgement_unreadable", "、".join(key), stops=True)


def judging_words(draft: Draft) -> list[str | None]:
    """true and false in the order of the draft's choices when these are just 对 and 错, else nothing."""
    if len(draft.choices) != 2:
        return []
    words = [read_judgement(choice.text) for choice in draft.choices]
    letters = {choice.text.strip().casefold() for choice in draft.choices}
    # x and y are two quantities; T and F, Y and N judge.
    paired = max(map(len, letters)) > 1 or letters in _PAIRS or not all(map(str.isascii, letters))
    return words if set(words) == set(JUDGEMENT) and paired else []
