"""Guessability as lines of the report, and the items that give most away."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from question_bank.guessing.figures import GuessShare
from question_bank.guessing.guesser import make_guesser
from question_bank.guessing.rules import by_form, by_odd_one, by_tone, lenient_counts, overlaps, wrong_counts
from question_bank.guessing.sound import by_sound
from question_bank.model import Item
from question_bank.types import rules_of

MOST_NAMED = 50
CUE_WORDS = {
    "tone": "只看语气",
    "only_negative": "唯一的“不能”",
    "only_positive": "唯一的“能”",
    "only_strict": "只有它严",
    "lenient_wrong": "错项都松",
    "longest": "最长",
    "echo": "重复题干",
    "none_wrong": "没有错项",
}


def guessing_lines(items: Sequence[Item]) -> Iterator[str]:
    """Every figure with chance or majority, n and 95 % interval; then the worst items."""
    sound = by_sound(items)
    yield "不懂的人能猜中多少（方法和限度见 docs/item-writing.md）"
    for share in (*sound, *by_tone(items), by_odd_one(items), *by_form(items)):
        yield f"  {share_line(share)}"
    wrong = wrong_counts(items)
    total = sum(wrong.values())
    counts = "，".join(f"{count} 个错项 {number} 题" for count, number in sorted(wrong.items()))
    yield f"  多选题错项个数：{counts}；恰好一个错项的占 {wrong[1] / total if total else 0:.0%}"
    true, false = lenient_counts(items)
    yield f"  判断题里带宽松字眼（就行、只要、不用……）：对 {true}，错 {false}"
    pairs = overlaps(items)
    yield f"  一道题的题干说出另一道题的答案：{len(pairs)} 对" + "".join(
        f"；{told.id} 说出 {asked.id}" for asked, told in pairs[:10]
    )
    yield f"  只会听的人每 100 分能得：{guessed_points(items):.1f}（默认方案的模拟卷：`examapp bank papers`）"
    yield f"最容易猜中的 {MOST_NAMED} 题（被几种办法同时猜中的在前）"
    for item_id, reasons in worst_items(items, sound):
        yield f"  {item_id}：{'、'.join(reasons)}"


def guessed_points(items: Sequence[Item]) -> float:
    """What the guesser earns of 100 points when every item counts alike."""
    guesser = make_guesser(items)
    earned = [guesser.earns(item, Random(item.id)) for item in items]
    return float(sum(earned) * 100 / len(earned)) if earned else 0.0


def share_line(share: GuessShare) -> str:
    """单选题，听选项：31 %（随机或多数 25 %，n = 735，95 % 区间 28 至 34 %）."""
    low, high = share.interval
    return (
        f"{share.name}：{share.share:.1%}（随机或多数 {share.floor:.1%}，n = {share.n}，"
        f"95 % 区间 {low:.1%} 至 {high:.1%}）"
    )


def worst_items(items: Sequence[Item], sound: Sequence[GuessShare]) -> list[tuple[str, list[str]]]:
    """At most MOST_NAMED items with the ways that guess them, those guessed in most ways first."""
    reasons: dict[str, list[str]] = {item.id: item_cues(item) for item in items}
    rank: Counter[str] = Counter()
    for share in sound:
        for place, item_id in enumerate(share.ids):
            reasons[item_id] = ["听得出来", *reasons[item_id]]
            rank[item_id] = len(share.ids) - place
    guessed = [(item_id, words) for item_id, words in reasons.items() if words]
    guessed.sort(key=lambda pair: (-len(pair[1]), -rank[pair[0]], pair[0]))
    return guessed[:MOST_NAMED]


def item_cues(item: Item) -> list[str]:
    """What an item gives away by itself, in words."""
    texts = {choice.id: choice.text for choice in item.choices}
    return [CUE_WORDS[code] for code in rules_of(item.type).cues(item.stem, texts, item.answer_key)]
