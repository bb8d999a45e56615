"""配对题 in files: the cell of the answer says each left item with the letter of its choice, 氨=A；氯=C."""

import re

from examapp.adapters.item_files.answers import read_letters
from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.types.base import FileType
from question_bank.model import ItemType
from question_bank.types.matching import pair_of

_PAIR = re.compile(r"(.+?)\s*(?:=|＝|->|→|——)\s*([A-Za-zＡ-Ｚａ-ｚ])")


class MatchingFileType(FileType):
    """Left items and their letters; in our own TOML the left items stand in `lefts`."""

    kind = ItemType.matching
    names = ("配对", "matching")
    in_prose = False

    def settle(self, draft: Draft, answer: str) -> None:
        draft.type = self.kind.value
        parts = [part.strip() for part in re.split(r"[；;\n]", answer) if part.strip()]
        pairs = [_PAIR.fullmatch(part) for part in parts]
        if not parts or None in pairs:
            draft.note("pairs_unreadable" if parts else "answer_missing", answer, stops=True)
            return
        if len(draft.choices) < 2:
            draft.note("choices_missing", stops=True)
            return
        found = [(pair[1], (read_letters(pair[2]) or [""])[0]) for pair in pairs if pair]
        known = {choice.id for choice in draft.choices}
        if strange := [letter.upper() for _, letter in found if letter not in known]:
            last = draft.choices[-1].id.upper()
            draft.note("answer_not_a_choice", answer, stops=True, letters="、".join(strange), last=last)
            return
        numbered = list(enumerate(found, 1))
        draft.own = {"lefts": tuple(DraftChoice(str(number), text) for number, (text, _) in numbered)}
        draft.answer = tuple(pair_of(str(number), letter) for number, (_, letter) in numbered)

    def answer_text(self, draft: Draft) -> str:
        texts = {left.id: left.text for left in draft.own.get("lefts", ())}
        pairs = (pair.partition("=") for pair in draft.answer)
        return "；".join(f"{texts[left]}={letter.upper()}" for left, _, letter in pairs)
