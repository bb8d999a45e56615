"""What people read about an item that somebody writes: names of fields, faults that stop it, hints that make it better."""

import re
from collections.abc import Iterable

from examapp.domain.item_lint import Fault

FIELD_LABELS = {
    "type": "题型", "topic": "主题", "roles": "适用人员", "industries": "适用行业", "posts": "适用岗位", "difficulty": "难度",
    "stem": "题干", "choices": "选项", "answer_key": "答案", "rationale": "解析", "citations": "依据", "picture": "图",
    "case": "案例", "unit": "单位", "tolerance": "允许误差", "policy": "评分方式", "shuffle": "选项乱序",
    "read_aloud": "朗读文字", "twin_group": "同类题组", "unread": "没读懂的内容",
}  # fmt: skip
FAULT_SENTENCES = {
    "missing": "还没有填{field_label}。",
    "bank_rule": "{problem}。{mend}。",
    "picture_missing": "点图题要有图，请放一张图。",
    "picture_unknown": "这张图没有存好，请重新放一次。",
    "alt_missing": "请用几个字说明图里有什么，看不见图的人要靠它答题。",
    "unread": "文件里写的“{words}”没有对上，请重新选{field_label}。",
    "stem_long_for_posts": "一线岗位的题，题干最好在 {most} 字以内，现在 {length} 字。",
    "negative_not_marked": "“{word}”容易看漏，请写成“【{word}】”，或改成正面提问。",
    "double_negative": "“{word}”是双重否定，请改成正面的说法。",
    "choices_unlike": "选项长短差得多（最长 {longest} 字，最短 {shortest} 字），请写得差不多长。",
    "right_is_longest": "正确答案比其他选项都长，容易被猜到。",
    "all_above_moves": "“以上都对”这类选项要放在最后，并关掉“选项乱序”，最好不用。",
    "choice_long": "选项最好在 {most} 字以内，现在 {length} 字。",
    "unit_missing": "没有写单位，作答的人不知道填什么。",
    "tolerance_missing": "答案是小数，请写允许误差，例如 0.1。",
    "answer_in_stem": "题干里已经写出了答案。",
    "one_wording": "填空题只写了一种说法，别的正确说法会判错，请都写上。",
}


def fault_text(fault: Fault) -> str:
    """The sentence of one remark; an unknown code still says which field it is about."""
    pattern = FAULT_SENTENCES.get(fault.code, "请看一下{field_label}。")
    return pattern.format_map({**fault.data, "field_label": field_label(fault.field)})


def field_label(field: str) -> str:
    """题干; choices[2] -> 选项 3."""
    name, _, place = field.partition("[")
    number = re.match(r"[0-9]+", place)
    return FIELD_LABELS.get(name, name) + (f" {int(number[0]) + 1}" if number else "")


def field_labels(fields: Iterable[str]) -> str:
    """Each field once, in order: 题干、选项 2."""
    return "、".join(dict.fromkeys(map(field_label, fields)))
