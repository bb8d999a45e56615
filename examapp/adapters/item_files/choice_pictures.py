"""What becomes of pictures that are choices: one picture with their letters below the stem, and words for the choices."""

from collections.abc import Mapping, Sequence

from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftPicture
from examapp.adapters.item_files.picture_sheets import joined


def take_choice_pictures(
    draft: Draft, choices: Sequence[str], pictures: Mapping[str, DraftPicture]
) -> list[str] | None:
    """The texts of the choices, when their pictures could be joined and the draft has them; None otherwise.

    `pictures` by letter (A). The letters stand in the picture, so that the choices keep their order.
    """
    if any(LETTERS.index(letter.lower()) >= len(choices) for letter in pictures):
        return None
    made = joined(sorted(pictures.items()), draft.picture)
    if made is None:
        return None
    draft.picture, draft.shuffle = made, False
    draft.note("pictures_joined", "、".join(sorted(pictures)))
    texts = list(choices)
    for letter in pictures:
        at = LETTERS.index(letter.lower())
        double = texts[at] and choices.count(choices[at]) > 1
        texts[at] = f"{texts[at]}（图 {letter}）" if double else texts[at] or f"图 {letter}"
    return texts
