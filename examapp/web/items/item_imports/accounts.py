"""The account of a file in people's words: how many answers and numbers it holds, what is missing, what nobody used."""

# Why a part of a file belongs to no item.
UNUSED = {
    "heading": "标题，只用来分段",
    "title": "标题或说明",
    "comment": "注释",
    "score": "得分、用时",
    "page_header": "页眉、页脚或页码，已从题目里拿掉",
    "dropped": "您说不是题目，没有导入",
    "own_answer": "别人作答的答案，不是标准答案",
    "stray": "写在答案后面，不知道属于哪道题",
    "unread": "不像题目，没有读",
    "list_unread": "答案表里读不懂的一行",
    "listed_answer": "答案表里有，没有对应的题目（或者对应的不止一道）",
    "listed_run": "答案表这一段，答案的个数和题号对不上",
    "label_repeated": "同一道题写了两次，只用第一次",
    "picture": "图，没有导入",
    "hidden_text": "隐藏的文字，没有导入",
    "struck_text": "划掉的文字，没有导入",
    "turned_text": "斜着或竖着写的字（多半是水印），没有导入",
    "letters_unread": "认不出是什么字，没有导入",
    "footnote": "脚注",
    "comment_word": "批注",
    "column": "这一列不认识，没有导入",
    "sheet": "这一页没有认出题目",
    "hidden_sheet": "隐藏的工作表，没有导入",
    "hidden_rows": "隐藏或筛选掉的行，没有导入",
    "sheet_left": "没有勾选这一页，没有导入",
    "taken_off": "每格都有，已经去掉",
    "description": "只是说明，不是题目",
    "file": "压缩包里没有用到的文件",
}
# Kinds of questions of other programs that we cannot ask.
KINDS = {
    "cloze": "完形填空还不能导入",
    "essay": "问答题不能自动判分，不导入",
    "calculated": "计算题里有随机数，不导入",
    "calculatedmulti": "计算题里有随机数，不导入",
    "calculatedsimple": "计算题里有随机数，不导入",
    "ddwtos": "拖放填词题还不能导入",
    "gapselect": "选词填空题还不能导入",
    "ddimageortext": "拖放到图上的题还不能导入",
    "ddmarker": "拖放到图上的题还不能导入",
    "random": "随机抽题的占位，不是题目",
}
# What a format says of an item and we do not take.
LEFT_OUT = {
    "choice_feedback": "选项反馈",
    "whole_feedback": "答对、答错后的提示语",
    "rubric": "评分说明",
    "feedback_picture": "解析或反馈里的图",
    "hint": "提示",
    "negative": "负分",
    "partial": "只给一部分分的答案",
    "wildcard": "带通配符的答案",
    "case_counts": "区分大小写",
    "penalty": "重做扣分",
    "tag": "标签",
    "units": "别的单位",
    "fixed_choice": "位置固定的选项",
    "hidden_text": "隐藏的文字",
    "struck_text": "划掉的文字",
}
_CELLS = ("xlsx", "xls", "csv")
_STRUCTURED = ("gift", "moodle", "qti", "qti12", "qti21", "qti22", "qti30", "toml")


def unused_sentence(one: dict) -> str:
    """Why a part is not used."""
    reason = one["reason"]
    if reason.startswith("type:"):
        return KINDS.get(reason[5:], "这种题型还不能导入")
    return UNUSED.get(reason, UNUSED["unread"])


def left_out_sentence(data: dict, read: str) -> str:
    """不导入：提示（“看标签”）."""
    words = LEFT_OUT.get(data.get("what", ""), "这种格式特有的设置")
    return f"不导入：{words}" + (f"（“{read}”）。" if read else "。")


def counts_words(report: dict, form: str) -> str:
    """文件里有 4,417 个答案、4,417 个题号，读到 4,295 题；缺第 47、48 题。 Empty when the report has no counts."""
    counts = report.get("counts")
    if not counts or not (counts["answers"] or counts["numbers"] or counts["items"]):
        return ""
    if form in _STRUCTURED:
        told = f"文件里有 {counts['numbers'] or counts['answers']:,} 道题"
    else:
        numbers = f"、{counts['numbers']:,} 个题号" if counts["numbers"] else ""
        told = f"{'表' if form in _CELLS else '文件'}里有 {counts['answers']:,} 个答案{numbers}"
    told += f"，读到 {counts['items']:,} 题"
    for name, words in (("missing", "缺"), ("repeated", "重复的有")):
        if counts[name]:
            told += f"；{words}{_gaps(counts[name])}"
    return told + "。"


def _gaps(gaps: list[dict]) -> str:
    """判断题第 3、5～7 题: at most twelve, and that there are more."""
    parts: dict[str, list[str]] = {}
    for gap in gaps[:12]:
        first, last = gap["first"], gap["last"]
        numbers = (
            str(first) if first == last else f"{first}、{last}" if last == first + 1 else f"{first}～{last}"
        )
        parts.setdefault(gap["part"], []).append(numbers)
    words = "，".join(f"{part}第 {'、'.join(numbers)} 题" for part, numbers in parts.items())
    return words + (f"等 {len(gaps)} 处" if len(gaps) > 12 else "")
