"""The state of the bank as lines of text: what it should hold and holds, and whether it gives answers away."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

from question_bank.balance import (
    LONGEST_TOLERANCE,
    Positions,
    key_positions,
    longest_is_right,
    true_and_false,
)
from question_bank.guessing.lines import guessing_lines, share_line
from question_bank.judgings import Judging, judging_shares
from question_bank.likenesses import alike_reasons, alike_stems
from question_bank.model import Item
from question_bank.readings import Reading, sort_readings
from question_bank.spread import CASES_WANTED, count_cases, spread
from question_bank.twins import Judged
from question_bank.types import rules_of
from question_bank.wording import misread_signs, too_long_for_posts, unmarked_negative

# More ids than these are for machines: `report --all`.
NAMED = 20
_READING_NAMES = {"agreed": "和答案一致", "settled": "不一致，已改题或写明理由",
                  "own": "只由改题的人自己对照法条重答，不算盲答", "open": "不一致，还没处理",
                  "outdated": "读过以后又改了题", "unread": "还没读"}  # fmt: skip


def report_lines(
    items: Mapping[str, Item],
    laws: Mapping[str, Mapping],
    readings: list[Reading],
    judged: Judged,
    judgings: Sequence[Judging] = (),
    *,
    whole: bool = False,
) -> Iterator[str]:
    """The report; of a long list of ids the first NAMED unless `whole`."""
    most = None if whole else NAMED
    held = list(items.values())
    yield f"共 {len(held)} 题"
    for part in (_spread_lines, _count_lines, _balance_lines):
        yield ""
        yield from part(held)
    yield ""
    yield from _wording_lines(held, most)
    yield ""
    yield from _twin_lines(held, judged, most)
    yield ""
    yield from _law_lines(held, laws)
    yield ""
    yield from _reading_lines(items, readings, most)
    yield ""
    yield from _judging_lines(items, judgings, most)
    yield ""
    yield from guessing_lines(held)


def _spread_lines(items: Sequence[Item]) -> Iterator[str]:
    yield "要求与现有"
    for wish, count in spread(items):
        share = f"{count * 100 / max(len(items), 1):.0f} %"
        if wish.percent:
            yield f"  {wish.name}：约 {wish.percent} %，现有 {count}（{share}）"
        else:
            short = wish.wanted - count
            yield f"  {wish.name}：至少 {wish.wanted}，现有 {count}{f'，缺 {short}' if short > 0 else ''}"
    yield f"  案例（3 到 5 题一组）：至少 {CASES_WANTED}，现有 {count_cases(items)}"


def _count_lines(items: Sequence[Item]) -> Iterator[str]:
    groups = [
        ("难度", Counter(str(item.difficulty) for item in items)),
        ("主题", Counter(item.topic.label for item in items)),
        ("岗位", Counter(post.label for item in items for post in item.posts)),
        ("行业", Counter(one.label for item in items for one in item.industries)),
    ]
    for title, counts in groups:
        yield f"{title}：" + "，".join(f"{name} {count}" for name, count in counts.most_common())


def _balance_lines(items: Sequence[Item]) -> Iterator[str]:
    for size, positions in key_positions(items).items():
        if sum(positions.counts) >= 5 * size:
            yield f"单选题（{size} 个选项）正确项位置：{_positions(positions)}"
        else:
            yield f"单选题（{size} 个选项）正确项位置：{' / '.join(map(str, positions.counts))}（太少，不作检验）"
    yield f"判断题对 / 错：{_positions(true_and_false(items))}"
    share, chance = longest_is_right(items)
    state = "正常" if abs(share - chance) <= LONGEST_TOLERANCE else "偏离"
    yield f"单选题最长的一项就是答案：{share:.0%}，随机水平 {chance:.0%}（允许差 {LONGEST_TOLERANCE:.0%}）：{state}"


def _positions(found: Positions) -> str:
    state = "均匀" if found.even else "不均匀"
    counts = " / ".join(map(str, found.counts))
    return f"{counts}，卡方 {found.statistic:.2f}（自由度 {len(found.counts) - 1}，5 % 界限 {found.critical}）：{state}"


def _wording_lines(items: Sequence[Item], most: int | None) -> Iterator[str]:
    choosing = [item for item in items if rules_of(item.type).judges_distractors]
    yield _named("反问没有标出", [one.id for one in choosing if unmarked_negative(one.stem)], most)
    yield _named("一线岗位题干超过 60 字", [one.id for one in items if too_long_for_posts(one)], most)
    mute = [one.id for one in items if misread_signs(one.stem) and not one.read_aloud]
    yield _named("有符号却没有朗读文字", mute, most)


def _twin_lines(items: Sequence[Item], judged: Judged, most: int | None) -> Iterator[str]:
    groups = Counter(item.twin_group for item in items if item.twin_group)
    yield f"孪生组：{len(groups)} 组，{sum(groups.values())} 题"
    yield _named("只有一题的孪生组", [name for name, count in groups.items() if count == 1], most)
    for title, pairs in (
        ("题干相近却不在同一孪生组", alike_stems(items)),
        ("同一条款、解析相近却不在同一孪生组", alike_reasons(items)),
    ):
        unsettled = [one for one in pairs if frozenset((one[0].id, one[1].id)) not in judged]
        yield f"{title}，还没判定：{len(unsettled)} 对（判定不是孪生：{len(pairs) - len(unsettled)} 对）"
        for first, second, share in sorted(unsettled, key=lambda one: -one[2]):
            yield f"  {share:.0%} {first.id} {first.stem} | {second.id} {second.stem}"


def _law_lines(items: Sequence[Item], laws: Mapping[str, Mapping]) -> Iterator[str]:
    cited = Counter(law for item in items for law in {one.law for one in item.citations})
    yield "法规和标准（题数 / 引到的条数 / 总条数）"
    for slug, count in cited.most_common():
        articles = {one.article.split()[0] for item in items for one in item.citations if one.law == slug}
        whole = laws[slug].get("articles") or "—"
        yield f"  {laws[slug]['name']}：{count} / {len(articles)} / {whole}"
    unused = [law["name"] for slug, law in laws.items() if slug not in cited and law["status"] == "in_force"]
    yield _named("没有题的现行法规", unused, None)
    per_article = Counter((one.law, one.article.split()[0]) for item in items for one in item.citations)
    counts = sorted(per_article.values())
    middle = counts[len(counts) // 2] if counts else 0
    high = counts[ceil(len(counts) * 0.95) - 1] if counts else 0
    yield f"引到的条款 {len(counts)} 个，每条题数：中位数 {middle}，95 % 的条款不超过 {high}"
    yield "题最多的条款：" + "，".join(
        f"{laws[law]['name']} {article}（{count}）" for (law, article), count in per_article.most_common(10)
    )


def _reading_lines(items: Mapping[str, Item], readings: list[Reading], most: int | None) -> Iterator[str]:
    found = sort_readings(items, readings)
    yield "盲答（由没有写这道题的人只看法条作答）"
    for name, ids in found.items():
        shown = name in ("own", "open", "outdated", "unread")
        yield "  " + (
            _named(_READING_NAMES[name], ids, most) if shown else f"{_READING_NAMES[name]}：{len(ids)}"
        )


def _judging_lines(items: Mapping[str, Item], judgings: Sequence[Judging], most: int | None) -> Iterator[str]:
    yield "措辞评读（由没有写题、不看法条的人评：哪个选项没人会信，措辞透露了什么）"
    for share in judging_shares(items, judgings):
        yield f"  {share_line(share)}" + (f"：{_shortened(share.ids, most)}" if share.ids else "")


def _named(title: str, names: Iterable[str], most: int | None) -> str:
    held = list(names)
    return f"{title}：{len(held)}" + (f"（{_shortened(held, most)}）" if held else "")


def _shortened(names: Sequence[str], most: int | None) -> str:
    """All of at most `most` names, or the first of more and how many there are."""
    if most is None or len(names) <= most:
        return "，".join(names)
    return "，".join(names[:most]) + f" 等 {len(names)} 题"
