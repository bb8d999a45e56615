"""What people read about an item that somebody writes: names of fields, faults that stop it, hints that make it better."""

import re
from collections.abc import Iterable

from examapp.domain.item_lint import Fault
from question_bank.types import OWN_FIELDS

FIELD_LABELS = OWN_FIELDS | {
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
    "all_above_moves": "“以上都对”这类选项要放在最后，并关掉“选项乱序”，最好不用。",
    "choice_long": "选项最好在 {most} 字以内，现在 {length} 字。",
    "unit_missing": "没有写单位，作答的人不知道填什么。",
    "tolerance_missing": "答案是小数，请写允许误差，例如 0.1。",
    "answer_in_stem": "题干里已经写出了答案。",
    "one_wording": "填空题只写了一种说法，别的正确说法会判错，请都写上。",
}
# The same words in the editor and in the preview of a file.
GUESS_SENTENCES = {
    "guess_tone": "只看语气就能猜中：说法严的是对的、松的是错的。请换成听起来宽松其实对、或者听起来严格其实错的说法。",
    "guess_only_negative": "只看语气就能猜中：这一题的选项里只有一个“不能”，它就是答案。请让别的选项也这样说，或都换成正面说法。",
    "guess_only_positive": "只看语气就能猜中：别的选项都说“不能”，只有一个说“能”，它就是答案。请改得一样。",
    "guess_only_strict": "只看语气就能猜中：只有正确答案听起来严格。请让别的选项也像是认真的做法，只是做错了地方、时间或人。",
    "guess_lenient_wrong": "只看语气就能猜中：错的选项都用了“就行、不用”这类宽松的话。请写成人们真会这样做、听起来也合理的做法。",
    "guess_longest": "正确答案明显比其他选项长，容易被猜到。",
    "guess_echo": "只有正确答案重复了题干里的词，容易被猜到。请换个说法，或让别的选项也用到这些词。",
    "guess_none_wrong": "这道多选题没有错的选项，全选就对。请至少写一个错的选项。",
}
FAULT_SENTENCES |= GUESS_SENTENCES


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
