"""What becomes of pictures that are choices: one picture with letters below the stem, words for the choices."""

from collections.abc import Mapping, Sequence

from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftPicture
from examapp.adapters.item_files.images import attach_picture, redraw
from examapp.adapters.item_files.picture_sheets import joined
from examapp.adapters.tables.cell_pictures import CellPicture


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


def take_embedded_pictures(
    draft: Draft, choices: Sequence[str], pictures: Mapping[int, Sequence[bytes]]
) -> Sequence[str]:
    """The texts of choices that hold pictures (bytes by the place of the choice, none where a file is missing).

    What cannot be joined stops the item.
    """
    if not pictures:
        return choices
    made = {
        LETTERS[at].upper(): redraw(contents[0])
        for at, contents in pictures.items()
        if at < len(LETTERS) and len(contents) == 1
    }
    if len(made) == len(pictures) and all(made.values()):
        lettered = {letter: DraftPicture(*drawn) for letter, drawn in made.items() if drawn}
        texts = take_choice_pictures(draft, choices, lettered)
        if texts is not None:
            return texts
    letters = "、".join(LETTERS[at].upper() for at in sorted(pictures) if at < len(LETTERS))
    draft.note("picture_in_choice", letters, stops=True)
    return choices


def take_cell_pictures(
    draft: Draft, choices: list[str], pictures: Sequence[CellPicture], columns: Mapping[int, str]
) -> list[str]:
    """The texts of the choices of a row with pictures; `columns` are those of choices, by their letter."""
    lettered: dict[str, DraftPicture] = {}
    for one in pictures:
        letter = columns.get(one.column, "")
        if not one.content:
            draft.note("picture_missing", "", stops=True)
        elif not letter:
            one.used = draft.picture is None
            attach_picture(draft, one.content)
        elif (made := redraw(one.content)) is not None and letter not in lettered:
            lettered[letter] = DraftPicture(*made)
    if not lettered:
        return choices
    last = max(LETTERS.index(letter.lower()) for letter in lettered) + 1
    texts = take_choice_pictures(draft, choices + [""] * (last - len(choices)), lettered)
    if texts is None:
        draft.note("picture_in_choice", "、".join(sorted(lettered)), stops=True)
        return choices
    for one in pictures:
        one.used = one.used or columns.get(one.column, "") in lettered
    return texts
