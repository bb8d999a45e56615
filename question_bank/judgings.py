"""What somebody without any text of law said of an item's wording: choices that nobody believes, what the wording gives away.

One JSON file a reader below `question_bank/judged`:
`{"item-id": {"revision": 2, "reader": "judge-1", "absurd": ["c"], "given": "b", "site": true, "decoration": false}}`.
`absurd`: choices that neither a foreman nor a tired worker would really do or believe; `given`: the choice (or "true"/"false") that the
wording alone gives away, "" when none; `site`: a true judgement on site with two tempting ways; `decoration`: a story that the answer does not need.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.guessing.figures import GuessShare
from question_bank.model import Item, Role

JUDGINGS = Path(__file__).resolve().parent / "judged"


@dataclass(frozen=True, slots=True)
class Judging:
    """One look at the wording of one revision."""

    item_id: str
    file: str
    revision: int
    reader: str
    absurd: tuple[str, ...]
    given: str
    site: bool
    decoration: bool


def load_judgings(folder: Path = JUDGINGS) -> list[Judging]:
    """All of them, file by file. Raises ValueError naming the file when it cannot be read."""
    return [judging for path in sorted(folder.glob("*.json")) for judging in _read_file(path)]


def _read_file(path: Path) -> Iterator[Judging]:
    try:
        for item_id, entry in json.loads(path.read_text(encoding="utf-8")).items():
            yield Judging(
                item_id=item_id,
                file=path.name,
                revision=int(entry["revision"]),
                reader=entry["reader"],
                absurd=tuple(entry["absurd"]),
                given=str(entry["given"]),
                site=bool(entry["site"]),
                decoration=bool(entry["decoration"]),
            )
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}：措辞评读记录读不出来（{error!r}）") from error


def current_judgings(items: Mapping[str, Item], judgings: Sequence[Judging]) -> dict[str, Judging]:
    """The latest judging of each item as it stands now."""
    latest = {judging.item_id: judging for judging in sorted(judgings, key=lambda judging: judging.revision)}
    return {
        key: judging
        for key, judging in latest.items()
        if key in items and items[key].revision == judging.revision
    }


def judging_faults(items: Mapping[str, Item], judgings: Sequence[Judging]) -> Iterator[str]:
    """Judgings of items that are gone, or of choices that the item never had."""
    for judging in judgings:
        item = items.get(judging.item_id)
        if item is None:
            yield f"{judging.file}：{judging.item_id}：题库里没有这道题。删掉这条记录"
        elif (
            judging.revision == item.revision
            and item.choices
            and not set(judging.absurd) <= {choice.id for choice in item.choices}
        ):
            yield f"{judging.file}：{judging.item_id}：选项 {'、'.join(judging.absurd)} 不在题里。核对编号"


def judging_shares(items: Mapping[str, Item], judgings: Sequence[Judging]) -> list[GuessShare]:
    """Shares of the judged items: with an absurd choice, given away by wording (and rightly), decoration, judgement on site."""
    held = current_judgings(items, judgings)
    posts = {key: judging for key, judging in held.items() if Role.key_post in items[key].roles}
    others = {key: judging for key, judging in held.items() if key not in posts}
    return [
        _share("有选项没人会信", held, lambda key, judging: bool(judging.absurd)),
        _share("措辞透露了答案", held, lambda key, judging: _given_rightly(items[key], judging)),
        _share("故事只是摆设", held, lambda key, judging: judging.decoration),
        _share("一线岗位：现场判断", posts, lambda key, judging: judging.site),
        _share("其他人员：现场判断", others, lambda key, judging: judging.site),
    ]


def _given_rightly(item: Item, judging: Judging) -> bool:
    return bool(judging.given) and judging.given in item.answer_key


def _share(name: str, judged: Mapping[str, Judging], counts: Callable[[str, Judging], bool]) -> GuessShare:
    ids = tuple(key for key, judging in sorted(judged.items()) if counts(key, judging))
    return GuessShare(name, len(ids), len(judged), 0.0, ids)
